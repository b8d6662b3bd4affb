#include "stackup/system/run_program.h"

#include "stackup/base/text.h"
#include "stackup/system/launch.h"
#include "stackup/system/process_table.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <csignal>
#include <deque>
#include <utility>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

constexpr std::size_t tail_lines = 20;
constexpr std::size_t longest_line = 4096;  // of the tail and of progress; the log keeps all
constexpr auto grace = std::chrono::seconds(5);

/// Collects what both streams say.
class Capture {
 public:
  Capture(const RunRequest& request, int log) : request_(request), log_(log) {}
  ~Capture() {
    if (log_ >= 0) close(log_);
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  void take(std::string_view text, std::string& unfinished_line) {
    if (log_ >= 0) write_log(text);
    for (char c : text) {
      if (c == '\n' || c == '\r') {
        end_line(unfinished_line);
      } else if (unfinished_line.size() < longest_line) {
        unfinished_line += c;
      }
    }
  }
  void keep(std::string_view text) {
    output_ += text;
    if (output_.size() > request_.keep * 2) output_.erase(0, output_.size() - request_.keep);
  }
  void end_line(std::string& line) {
    if (line.empty()) return;
    auto shown = printable(line);
    if (request_.on_line) request_.on_line(shown);
    tail_.push_back(std::move(shown));
    if (tail_.size() > tail_lines) tail_.pop_front();
    line.clear();
  }
  [[nodiscard]] RunOutcome outcome(Exit exit) {
    if (output_.size() > request_.keep) output_.erase(0, output_.size() - request_.keep);
    return {exit, std::move(output_), {tail_.begin(), tail_.end()}};
  }

 private:
  // A full disk must not stop the program; what is lost of the log is still in the tail.
  void write_log(std::string_view text) {
    while (!text.empty()) {
      const auto written = ::write(log_, text.data(), text.size());
      if (written <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  const RunRequest& request_;
  int log_;
  std::string output_;
  std::deque<std::string> tail_;
};

enum class Stream { out, err };

/// A pipe from the program to us.
struct Reader {
  asio::readable_pipe pipe;
  Stream stream;
  std::string line;
};

Task<void> read_all(Reader& reader, Capture& capture) {
  std::array<char, 16384> buffer;
  for (;;) {
    boost::system::error_code ended;
    const auto count = co_await reader.pipe.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ended));
    if (count == 0 || ended) break;
    const std::string_view text(buffer.data(), count);
    if (reader.stream == Stream::out) capture.keep(text);
    capture.take(text, reader.line);
  }
  capture.end_line(reader.line);
}

/// Bytes that the program wrote and we have not read yet.
int unread(Reader& reader) {
  int count = 0;
  return ioctl(reader.pipe.native_handle(), FIONREAD, &count) == 0 ? count : 0;
}

void close_pipe(Reader& reader) {
  boost::system::error_code ignored;
  reader.pipe.close(ignored);
}

/// A descriptor that holds `text`, to be the program's standard input. -1 for no text.
int input_descriptor(const std::string& text) {
  if (text.empty()) return -1;
  const int fd = memfd_create("stackup-input", MFD_CLOEXEC);
  std::string_view rest = text;
  while (fd >= 0 && !rest.empty()) {
    const auto written = ::write(fd, rest.data(), rest.size());
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fd >= 0) lseek(fd, 0, SEEK_SET);
  return fd;
}

class RunningProgram {
 public:
  RunningProgram(std::unique_ptr<Child> child, ProcessMark mark, asio::any_io_executor executor)
      : child_(std::move(child)), identity_(identity_of(child_->pid())), mark_(mark), out_{asio::readable_pipe(executor), Stream::out, {}}, err_{asio::readable_pipe(executor), Stream::err, {}} {}

  Reader& out() { return out_; }
  Reader& err() { return err_; }

  /// Waits for the program alone: a grandchild may hold its pipes open for as long as it likes, so they are closed once they are empty.
  Task<Exit> wait() {
    const Exit exit = co_await child_->wait();
    do {
      const auto executor = co_await asio::this_coro::executor;
      co_await asio::post(executor, asio::use_awaitable);
    } while (unread(out_) > 0 || unread(err_) > 0);
    close_pipe(out_);
    close_pipe(err_);
    co_return exit;
  }

  void signal(int number) {
    for (const auto& entry : process_tree(identity_, mark_)) signal_exactly(entry, number);
  }

  /// TERM, then KILL after the grace, until nothing of it is left. Must not be cancelled itself.
  Task<void> end() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, grace);
    signal(SIGTERM);
    auto ended = child_->wait();
    auto late = timer.async_wait(asio::use_awaitable);
    const auto first = co_await (std::move(ended) || std::move(late));
    signal(SIGKILL);
    if (first.index() == 1) {
      co_await child_->wait();
    }
    co_await kill_rest();
  }

 private:
  /// What forked while the table was read is seen by the next look. Gives up on what the kernel does not let die.
  Task<void> kill_rest() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    const auto deadline = std::chrono::steady_clock::now() + grace;
    while (true) {
      forget_process_table();
      const bool is_over = process_tree(identity_, mark_).empty() || std::chrono::steady_clock::now() > deadline;
      if (is_over) co_return;
      signal(SIGKILL);
      timer.expires_after(std::chrono::milliseconds(2));
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  std::unique_ptr<Child> child_;
  ProcessIdentity identity_;
  ProcessMark mark_;
  Reader out_, err_;
};

Task<bool> wait_for_timeout(Duration timeout) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(timeout > Duration{} ? std::chrono::duration_cast<asio::steady_timer::duration>(timeout) : std::chrono::hours(24 * 365));
  co_await timer.async_wait(asio::use_awaitable);
  co_return true;
}

Task<Exit> read_and_wait(RunningProgram& program, Capture& capture) {
  auto out = read_all(program.out(), capture);
  auto err = read_all(program.err(), capture);
  auto exit = program.wait();
  const auto result = co_await (std::move(out) && std::move(err) && std::move(exit));
  co_return result;
}

struct PipeEnds {
  std::array<int, 2> fds{-1, -1};
  PipeEnds() { [[maybe_unused]] const int done = pipe2(fds.data(), O_CLOEXEC); }
};

Result<std::unique_ptr<RunningProgram>> begin(const RunRequest& request, asio::any_io_executor executor) {
  const PipeEnds out, err;
  const int input = input_descriptor(request.program.input);
  auto process = launch(executor, request.program, {input, out.fds[1], err.fds[1]}, request.mark);
  for (int fd : {input, out.fds[1], err.fds[1]})
    if (fd >= 0) close(fd);
  if (!process) {
    close(out.fds[0]);
    close(err.fds[0]);
    return fail(process);
  }
  auto running = std::make_unique<RunningProgram>(std::move(*process), request.mark, executor);
  running->out().pipe.assign(out.fds[0]);
  running->err().pipe.assign(err.fds[0]);
  return running;
}

}  // namespace

Task<Result<RunOutcome>> run_program(RunRequest request) {
  const auto executor = co_await asio::this_coro::executor;
  Capture capture(request, request.log.empty() ? -1 : open_log(request.log));
  auto running = begin(request, executor);
  if (!running) co_return fail(running);
  RunningProgram& program = **running;
  std::exception_ptr cancelled;
  std::variant<Exit, bool> first;
  try {
    auto finished = read_and_wait(program, capture);
    auto late = wait_for_timeout(request.timeout);
    first = co_await (std::move(finished) || std::move(late));
  } catch (...) {  // operation_aborted, which awaitable_operators wrap in an exception of their own
    cancelled = std::current_exception();
  }
  if (!cancelled && first.index() == 0) co_return capture.outcome(std::get<0>(first));
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await program.end();
  if (cancelled) std::rethrow_exception(cancelled);
  auto outcome = capture.outcome({.signal = SIGTERM});
  outcome.timed_out = true;
  co_return outcome;
}

}  // namespace stackup
