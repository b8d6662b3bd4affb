#include "stackup/control/control_client.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;
using Stream = asio::local::stream_protocol;
using namespace std::chrono_literals;

constexpr Duration launch_patience = 20s;  // a loaded machine; normally 10 ms
constexpr Duration launch_again = 1s;
constexpr Duration hand_over_patience = 2s;
constexpr Duration end_patience = 10s;

Error unreachable(const std::filesystem::path& socket, const std::string& why) {
  return Error(ErrorCode::supervisor_unreachable, "the supervisor of this workspace does not answer")
      .because(fmt::format("{}: {}", socket.string(), why))
      .try_("stackup up starts a new one, which takes over what is running");
}

/// Who listens, as the kernel says (unix(7), SO_PEERCRED); 0 if his queue is full; nothing if nobody does.
std::optional<int> connect_to(const std::filesystem::path& socket) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket.native().copy(address.sun_path, sizeof address.sun_path - 1);
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool connected = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  const bool is_busy = !connected && errno == EAGAIN;
  const bool known = connected && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  ::close(fd);
  if (!connected && !is_busy) return std::nullopt;
  return known ? peer.pid : 0;
}

/// The supervisor's process, which is it whatever becomes of its number.
class Incumbent {
 public:
  explicit Incumbent(int pid) : pidfd_(pid > 0 && pid != getpid() ? static_cast<int>(syscall(SYS_pidfd_open, pid, 0)) : -1) {}
  ~Incumbent() {
    if (pidfd_ >= 0) ::close(pidfd_);
  }
  Incumbent(const Incumbent&) = delete;
  Incumbent& operator=(const Incumbent&) = delete;
  [[nodiscard]] int pidfd() const { return pidfd_; }  ///< -1: not known
  void kill() const {
    if (pidfd_ >= 0) syscall(SYS_pidfd_send_signal, pidfd_, SIGKILL, nullptr, 0);
  }

 private:
  int pidfd_;
};

Error other_version(const Reply& reply) {
  return Error(ErrorCode::supervisor_version, fmt::format("the running supervisor is of stackup {}, which speaks another protocol", reply.program_version))
      .try_("run the same command again");
}

Task<std::string> exchange(Stream::socket& socket, const std::string& line) {
  co_await asio::async_write(socket, asio::buffer(line), asio::use_awaitable);
  std::string answer;
  auto buffer = asio::dynamic_buffer(answer, longest_message);
  co_await asio::async_read_until(socket, buffer, '\n', asio::use_awaitable);
  co_return answer;
}

}  // namespace

ControlClient::ControlClient(std::filesystem::path socket, Clock& clock, std::function<Result<void>()> launch)
    : socket_(std::move(socket)), clock_(clock), launch_(std::move(launch)) {}

bool ControlClient::is_running() const { return connect_to(socket_).has_value(); }

Task<Result<Reply>> ControlClient::ask_once(Request request) {
  const auto executor = co_await asio::this_coro::executor;
  Stream::socket socket(executor);
  std::optional<Reply> reply;
  try {
    const Stream::endpoint endpoint(socket_.string());
    co_await socket.async_connect(endpoint, asio::use_awaitable);
    const std::string line = to_line(request);
    const std::string answer = co_await exchange(socket, line);
    reply = reply_from_line(answer);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
    co_return fail(unreachable(socket_, error.code().message()));
  }
  if (!reply) co_return fail(unreachable(socket_, "the answer is not of this protocol"));
  if (reply->version != protocol_version) co_return fail(other_version(*reply));
  if (reply->error) co_return fail(*reply->error);
  co_return *reply;
}

Task<Result<Reply>> ControlClient::ask(Request request) {
  auto reply = co_await ask_once(request);
  if (reply || reply.error().code() != ErrorCode::supervisor_version) co_return reply;
  auto replaced = co_await replace();
  if (!replaced) co_return fail(replaced);
  reply = co_await ask_once(std::move(request));
  co_return reply;
}

Task<Result<void>> ControlClient::ask_simply(Request request) {
  const auto reply = co_await ask(std::move(request));
  if (!reply) co_return fail(reply);
  co_return Result<void>{};
}

/// More than once: one that finds the lock of an earlier one that is just ending leaves the workspace to it.
Task<Result<void>> ControlClient::launch_and_wait() {
  const Instant deadline = clock_.now() + launch_patience;
  Instant next_launch = clock_.now();
  for (Duration pause = 1ms; !is_running(); pause = std::min<Duration>(pause * 2, 50ms)) {
    if (clock_.now() >= deadline) co_return fail(unreachable(socket_, fmt::format("it did not begin to listen within {}", to_string(launch_patience))));
    if (clock_.now() >= next_launch) {
      auto launched = launch_();
      if (!launched) co_return launched;
      next_launch += launch_again;
    }
    co_await clock_.sleep_for(pause);
  }
  co_return Result<void>{};
}

Task<bool> ControlClient::await_gone(Duration patience) {
  const Instant deadline = clock_.now() + patience;
  for (Duration pause = 1ms; is_running(); pause = std::min<Duration>(pause * 2, 50ms)) {
    if (clock_.now() >= deadline) co_return false;
    co_await clock_.sleep_for(pause);
  }
  co_return true;
}

/// Its end comes an instant after that of its socket, and until then it is a process and holds a lock.
Task<void> ControlClient::await_end(int pidfd) {
  pollfd ended{pidfd, POLLIN, 0};
  const Instant deadline = clock_.now() + end_patience;
  for (Duration pause = 1ms; pidfd >= 0 && poll(&ended, 1, 0) == 0 && clock_.now() < deadline; pause = std::min<Duration>(pause * 2, 50ms)) {
    co_await clock_.sleep_for(pause);
  }
}

Task<Result<void>> ControlClient::replace() {
  const Incumbent incumbent(connect_to(socket_).value_or(0));
  co_await hand_over();
  bool gone = co_await await_gone(hand_over_patience);
  // One that is too old to hand over, or hangs: a supervisor's death harms no process.
  if (!gone) {
    incumbent.kill();
    gone = co_await await_gone(hand_over_patience);
  }
  if (!gone) co_return fail(unreachable(socket_, "it does not make room for one of this version"));
  auto launched = co_await launch_and_wait();
  co_return launched;
}

/// One of another version than ours is replaced: it might not know what we are about to ask.
Task<Result<void>> ControlClient::wake() {
  if (!is_running()) {
    auto launched = co_await launch_and_wait();
    co_return launched;
  }
  const Request hello;
  const auto reply = co_await ask_once(hello);
  if (reply && reply->program_version == STACKUP_VERSION) co_return Result<void>{};
  if (!reply && reply.error().code() != ErrorCode::supervisor_version) co_return fail(reply);
  auto replaced = co_await replace();
  co_return replaced;
}

Task<Result<void>> ControlClient::start(ProcessSpec spec) {
  auto running = co_await wake();
  if (!running) co_return running;
  Request request;
  request.command = Command::start;
  request.spec = std::move(spec);
  auto result = co_await ask_simply(std::move(request));
  co_return result;
}

Task<Result<void>> ControlClient::await_ready(std::string id) {
  Request request;
  request.command = Command::await_ready;
  request.ids.push_back(std::move(id));
  auto result = co_await ask_simply(std::move(request));
  co_return result;
}

Task<Result<void>> ControlClient::stop(std::vector<std::string> ids) {
  if (!is_running()) co_return Result<void>{};
  Request request;
  request.command = Command::stop;
  request.ids = std::move(ids);
  auto result = co_await ask_simply(std::move(request));
  co_return result;
}

Task<Result<void>> ControlClient::restart(std::string id) {
  auto running = co_await wake();
  if (!running) co_return running;
  Request request;
  request.command = Command::restart;
  request.ids.push_back(std::move(id));
  auto result = co_await ask_simply(std::move(request));
  co_return result;
}

Task<Result<void>> ControlClient::freeze(Duration at_most) {
  if (!is_running()) co_return Result<void>{};
  Request request;
  request.command = Command::freeze;
  request.at_most = at_most;
  auto result = co_await ask_simply(std::move(request));
  co_return result;
}

Task<Result<void>> ControlClient::thaw() {
  if (!is_running()) co_return Result<void>{};
  Request request;
  request.command = Command::thaw;
  auto result = co_await ask_simply(std::move(request));
  co_return result;
}

Task<Result<std::vector<ProcessStatus>>> ControlClient::status() {
  if (!is_running()) co_return std::vector<ProcessStatus>{};
  Request request;
  request.command = Command::status;
  auto reply = co_await ask(std::move(request));
  if (!reply) co_return fail(reply);
  co_return std::move(reply->statuses);
}

Task<Result<void>> ControlClient::shut_down() {
  if (!is_running()) co_return Result<void>{};
  const Incumbent incumbent(connect_to(socket_).value_or(0));
  Request request;
  request.command = Command::shut_down;
  auto result = co_await ask_simply(std::move(request));
  if (result) {  // it is sent when everything has stopped; the socket goes away with the supervisor itself, an instant later
    co_await await_gone(hand_over_patience);
    co_await await_end(incumbent.pidfd());
  }
  co_return result;
}

Task<void> ControlClient::settle() {
  const Request hello;
  for (bool gone = false; !gone;) {
    const auto reply = co_await ask_once(hello);
    if (!reply) co_return;
    if (!reply->is_ending) break;
    gone = co_await await_gone(hand_over_patience);
  }
  Request request;
  request.command = Command::settle;
  const auto settled = co_await ask_once(std::move(request));
  (void)settled;  // one of an older version has nothing to say to that
}

/// Not through ask: it is understood in every version.
Task<Result<void>> ControlClient::hand_over() {
  if (!is_running()) co_return Result<void>{};
  Request request;
  request.command = Command::hand_over;
  const auto reply = co_await ask_once(std::move(request));
  if (!reply) co_return fail(reply);
  co_return Result<void>{};
}

}  // namespace stackup
