#pragma once
// A port number that is spoken for from its choice until its service listens. Other stacks on the machine see that, also those of other users, who keep a
// registry of ports of their own. It is a name in the abstract namespace of unix(7), which has the same scope as a port (the network namespace) and ends with its
// holder; the port itself stays free, so that nothing is in its service's way.

#include "stackup/base/result.h"

namespace stackup {

class PortHold {
 public:
  /// Fails with port_taken if somebody else holds it. To hold a port twice is to find it taken.
  [[nodiscard]] static Result<PortHold> take(int port);

  PortHold(PortHold&& other) noexcept;
  PortHold& operator=(PortHold&& other) noexcept;
  ~PortHold();

 private:
  explicit PortHold(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace stackup
