#include "stackup/store/port_hold.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fmt/format.h>

namespace stackup {

Result<PortHold> PortHold::take(int port) {
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return fail(Error(ErrorCode::port_taken, fmt::format("port {} can't be held", port)).because(std::strerror(errno)));
  PortHold hold(fd);
  const auto name = fmt::format("stackup/port/{}", port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0) return hold;
  return fail(Error(ErrorCode::port_taken, fmt::format("port {} is being taken by another stack", port)).because(std::strerror(errno)));
}

PortHold::PortHold(PortHold&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

PortHold& PortHold::operator=(PortHold&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

PortHold::~PortHold() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace stackup
