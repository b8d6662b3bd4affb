#include "stackup/system/child.h"

#include "stackup/system/launch.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;

bool is_readable(int fd) {
  pollfd asked{fd, POLLIN, 0};
  return poll(&asked, 1, 0) != 0;
}

}  // namespace

Task<void> await_pidfd(int pidfd) {
  const auto executor = co_await asio::this_coro::executor;
  asio::posix::stream_descriptor descriptor(executor, fcntl(pidfd, F_DUPFD_CLOEXEC, 0));
  while (!is_readable(pidfd)) {
    co_await descriptor.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
  }
}

Child::Child(boost::process::v2::process process) : process_(std::move(process)), pid_(process_.id()), pidfd_(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0))) {}

Child::~Child() {
  process_.detach();
  close(pidfd_);
}

Task<Exit> Child::wait() {
  co_await await_pidfd(pidfd_);
  boost::system::error_code failed;
  const bool running = process_.running(failed);
  if (failed || running) co_return Exit{.known = false};  // somebody else has reaped it
  co_return exit_from_status(process_.native_exit_code());
}

}  // namespace stackup
