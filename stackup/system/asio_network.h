#pragma once
// The real network: TCP and HTTP clients, and what listens on this machine.

#include "stackup/ports/network.h"

namespace stackup {

class AsioNetwork : public Network {
 public:
  Task<Result<void>> connect(std::string host, int port, Duration timeout) override;
  Task<Result<HttpReply>> http_get(std::string url, Duration timeout) override;
  [[nodiscard]] std::set<int> listening_ports() const override;
  [[nodiscard]] Ownership owner_of(int port, int pid) const override;
  [[nodiscard]] std::string listener_name(int port) const override;
};

}  // namespace stackup
