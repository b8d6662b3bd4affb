#pragma once
// Which local TCP ports have a listener, and whose it is: sock_diag(7) (100 µs, where /proc/net/tcp takes milliseconds) and /proc/PID/fd.

#include "stackup/ports/network.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace stackup {

struct Listener {
  int port = 0;
  std::uint64_t inode = 0;
  unsigned uid = 0;
  int family = 0;                          ///< AF_INET or AF_INET6
  std::array<std::uint32_t, 4> address{};  ///< in network byte order; of AF_INET only the first

  /// Reached from this machine alone.
  [[nodiscard]] bool is_loopback() const;
};
/// "0.0.0.0:8080", "[::]:8080".
[[nodiscard]] std::string to_string(const Listener& listener);

/// Every listening TCP socket, IPv4 and IPv6, of this network namespace; empty if the kernel refuses to tell.
[[nodiscard]] std::vector<Listener> read_listeners();
/// The pid that holds the socket, or 0 when that can't be seen (another user's process).
[[nodiscard]] int holder_of(std::uint64_t socket_inode, const std::vector<int>& candidates);

/// Whether the system does not tell which files the process has open.
[[nodiscard]] bool hides_descriptors(int pid);

}  // namespace stackup
