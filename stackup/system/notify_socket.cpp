#include "stackup/system/notify_socket.h"

#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;
using Datagram = asio::local::datagram_protocol;

class AsioNotifySocket : public NotifySocket {
 public:
  AsioNotifySocket(Datagram::socket socket, std::filesystem::path path) : socket_(std::move(socket)), path_(std::move(path)) {}
  ~AsioNotifySocket() override { unlink(path_.c_str()); }

  Task<NotifyMessage> receive() override {
    for (;;) {
      co_await socket_.async_wait(Datagram::socket::wait_read, asio::use_awaitable);
      auto message = read_one();
      if (!message.text.empty()) co_return message;
    }
  }

 private:
  NotifyMessage read_one() {
    std::array<char, 4096> text;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int) * 16)> control;
    iovec part{text.data(), text.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const auto count = recvmsg(socket_.native_handle(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (count <= 0) return {};
    NotifyMessage message{std::string(text.data(), static_cast<std::size_t>(count)), 0};
    for (auto* entry = CMSG_FIRSTHDR(&header); entry; entry = CMSG_NXTHDR(&header, entry)) read_control(*entry, message);
    return message;
  }

  static void read_control(cmsghdr& entry, NotifyMessage& message) {
    if (entry.cmsg_level != SOL_SOCKET) return;
    if (entry.cmsg_type == SCM_CREDENTIALS) {
      ucred sender{};
      std::memcpy(&sender, CMSG_DATA(&entry), sizeof sender);
      message.pid = sender.pid;
    } else if (entry.cmsg_type == SCM_RIGHTS) {  // FDSTORE=1: not kept here, so not leaked either
      for (std::size_t at = CMSG_LEN(0); at + sizeof(int) <= entry.cmsg_len; at += sizeof(int)) {
        int fd = -1;
        std::memcpy(&fd, reinterpret_cast<char*>(&entry) + at, sizeof fd);
        close(fd);
      }
    }
  }

  Datagram::socket socket_;
  std::filesystem::path path_;
};

}  // namespace

Result<std::unique_ptr<NotifySocket>> open_notify_socket(asio::any_io_executor executor, const std::filesystem::path& path) {
  unlink(path.c_str());
  Datagram::socket socket(executor);
  boost::system::error_code error;
  if (path.native().size() >= sizeof(sockaddr_un::sun_path)) {
    return fail(Error(ErrorCode::machine_lacks, fmt::format("the socket path {} is too long", path.string())).because("unix socket paths are limited to 107 bytes"));
  }
  socket.open(Datagram(), error);
  if (!error) socket.bind(Datagram::endpoint(path.string()), error);
  if (error) return fail(Error(ErrorCode::state_unreadable, fmt::format("the socket {} can't be made", path.string())).because(error.message()));
  const int on = 1;
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  chmod(path.c_str(), 0600);
  return std::make_unique<AsioNotifySocket>(std::move(socket), path);
}

}  // namespace stackup
