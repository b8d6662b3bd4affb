#include "stackup/system/listeners.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace stackup {
namespace {

constexpr unsigned tcp_listen = 10;  // TCP_LISTEN of linux/include/net/tcp_states.h

bool request_listeners(int fd, unsigned char family) {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 body;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.body.sdiag_family = family;
  request.body.sdiag_protocol = IPPROTO_TCP;
  request.body.idiag_states = 1U << tcp_listen;
  return send(fd, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request);
}

/// Reads one datagram of answers; false when the dump is over.
bool read_answers(int fd, std::vector<Listener>& found) {
  alignas(nlmsghdr) std::array<char, 32768> buffer;
  const auto received = recv(fd, buffer.data(), buffer.size(), 0);
  if (received <= 0) return false;
  auto length = static_cast<unsigned>(received);
  for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
    if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR) return false;
    const auto* socket = static_cast<const inet_diag_msg*>(NLMSG_DATA(message));
    Listener listener{ntohs(socket->id.idiag_sport), socket->idiag_inode, socket->idiag_uid, socket->idiag_family, {}};
    std::copy_n(socket->id.idiag_src, listener.address.size(), listener.address.begin());
    found.push_back(listener);
  }
  return true;
}

bool holds(int pid, const std::string& wanted) {
  std::error_code error;
  for (std::filesystem::directory_iterator fd(fmt::format("/proc/{}/fd", pid), error), end; !error && fd != end; fd.increment(error)) {
    std::error_code gone;
    if (std::filesystem::read_symlink(fd->path(), gone).string() == wanted) return true;
  }
  return false;
}

}  // namespace

bool Listener::is_loopback() const {
  const auto is_v4_loopback = [](std::uint32_t v4) { return ntohl(v4) >> 24 == IN_LOOPBACKNET; };
  if (family == AF_INET) return is_v4_loopback(address[0]);
  in6_addr v6{};
  std::memcpy(&v6, address.data(), sizeof v6);
  return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && is_v4_loopback(address[3]));
}

std::string to_string(const Listener& listener) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(listener.family, listener.address.data(), text.data(), text.size());
  return listener.family == AF_INET ? fmt::format("{}:{}", text.data(), listener.port) : fmt::format("[{}]:{}", text.data(), listener.port);
}

std::vector<Listener> read_listeners() {
  std::vector<Listener> found;
  for (const unsigned char family : {AF_INET, AF_INET6}) {
    const int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0) return found;
    if (request_listeners(fd, family))
      while (read_answers(fd, found)) {}
    close(fd);
  }
  return found;
}

bool hides_descriptors(int pid) {
  std::error_code error;
  const std::filesystem::directory_iterator fd(fmt::format("/proc/{}/fd", pid), error);
  return error == std::errc::permission_denied;
}

int holder_of(std::uint64_t socket_inode, const std::vector<int>& candidates) {
  const std::string wanted = fmt::format("socket:[{}]", socket_inode);
  for (int pid : candidates)
    if (holds(pid, wanted)) return pid;
  return 0;
}

}  // namespace stackup
