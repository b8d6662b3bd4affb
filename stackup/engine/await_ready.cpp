#include "stackup/engine/await_ready.h"

#include "stackup/base/regular_expression.h"
#include "stackup/base/text.h"
#include "stackup/steps/ask_port.h"
#include "stackup/steps/expectation.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace boost::asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

constexpr Duration first_pause = 1ms;
constexpr Duration longest_pause = 250ms;
constexpr Duration try_timeout = 2s;
constexpr Duration command_timeout = 30s;
constexpr std::size_t most_log = 4 << 20;  // what a log probe looks at in one try

std::uint64_t cut_off(const StartedProcess& process) { return process.log_cut == nullptr ? 0 : *process.log_cut; }

Error no(ErrorCode code, std::string why) { return Error(code, "").because(std::move(why)); }

/// The listener must be ours; an unknown owner (another namespace) is taken on trust.
Result<void> check_owner(int port, const StartedProcess& process, const Network& network) {
  if (port == 0) return {};
  switch (network.owner_of(port, process.pid, process.mark)) {
    case Ownership::ours:
    case Ownership::unknown: return {};
    case Ownership::nobody: return fail(no(ErrorCode::not_ready, fmt::format("nothing listens on port {} yet", port)));
    case Ownership::foreign: break;
  }
  return fail(no(ErrorCode::foreign_listener, fmt::format("port {} is answered by {}, which is not part of this process", port, network.listener_name(port))));
}

/// One try of each kind of probe.
class Trial {
 public:
  Trial(const StartedProcess& process, ProcessPorts ports, const ProcessSpec& spec) : process_(process), ports_(ports), spec_(spec), read_to_(process.log_offset) {}

  Task<Result<void>> operator()(const StartedProbe&) { co_return Result<void>{}; }

  Task<Result<void>> operator()(const NotifyProbe&) {
    co_await hear_ready();
    co_return Result<void>{};
  }

  Task<Result<void>> operator()(const TcpProbe& probe) {
    const auto owner = check_owner(probe.port, process_, ports_.network);
    if (!owner) co_return owner;
    auto answered = co_await ask_port(probe, ports_.network, try_timeout);
    co_return answered;
  }

  Task<Result<void>> operator()(const HttpProbe& probe) {
    const auto owner = check_owner(probe.port, process_, ports_.network);
    if (!owner) co_return owner;
    const auto reply = co_await ports_.network.http_get(probe.url, try_timeout);
    if (!reply) co_return fail(reply);
    if (reply->status != probe.status) co_return fail(no(ErrorCode::not_ready, fmt::format("{} answers {}, not {}", probe.url, reply->status, probe.status)));
    if (const auto wrong = mismatch(probe.expect, reply->body)) co_return fail(no(ErrorCode::not_ready, *wrong));
    co_return Result<void>{};
  }

  Task<Result<void>> operator()(const RunProbe& probe) {
    RunRequest request;
    request.program = probe.program;
    request.timeout = command_timeout;
    auto outcome = co_await ports_.processes.run(std::move(request));
    if (!outcome) co_return fail(outcome);
    if (!outcome->exit.success()) co_return fail(no(ErrorCode::not_ready, fmt::format("{}: {}", to_string(outcome->exit), join(outcome->tail, " | "))));
    if (const auto wrong = mismatch(probe.expect, outcome->output)) co_return fail(no(ErrorCode::not_ready, *wrong));
    co_return Result<void>{};
  }

  Task<Result<void>> operator()(const LogProbe& probe) {
    const auto cut = cut_off(process_);
    read_to_ = std::max(read_to_, cut);
    const auto text = ports_.files.read_part(spec_.log, read_to_ - cut, most_log);
    if (!text) co_return fail(text);
    const RegularExpression pattern(probe.pattern);
    for (const auto& line : lines_of(*text))
      if (pattern.is_found_in(line)) co_return Result<void>{};
    const auto complete = text->rfind('\n') + 1;  // npos + 1 is 0: a line without an end is looked at again
    read_to_ += complete == 0 && text->size() == most_log ? most_log : complete;
    co_return fail(no(ErrorCode::not_ready, fmt::format("no line of the log matches '{}' yet", probe.pattern)));
  }

 private:
  Task<void> hear_ready() {
    for (;;) {
      const auto message = co_await process_.notifications->receive();
      for (const auto& line : lines_of(message.text))
        if (line == "READY=1") co_return;
    }
  }

  const StartedProcess& process_;
  ProcessPorts ports_;
  const ProcessSpec& spec_;
  std::uint64_t read_to_;  ///< of the log, as if nothing had been cut off it since the process was started
};

Error not_ready(const ProcessSpec& spec, const StartedProcess& process, const Error& last, const Files& files) {
  Error error(last.code() == ErrorCode::foreign_listener ? ErrorCode::foreign_listener : ErrorCode::not_ready,
              fmt::format("{} did not become ready within {}", spec.id, to_string(spec.ready_timeout)));
  error.because(last.why()).log(spec.log.string(), log_tail(files, spec.log, begin_of_output(process), 12));
  return error;
}

/// Tries until it succeeds; `last` always holds the latest answer.
Task<void> try_until_ready(const ProcessSpec& spec, const StartedProcess& process, ProcessPorts ports, Error& last) {
  Trial trial(process, ports, spec);
  for (Duration pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
    const Instant begun = ports.clock.now();
    const auto answer = co_await std::visit(trial, spec.ready);
    if (answer) co_return;
    last = answer.error();
    const Duration cost = ports.clock.now() - begun;
    const Duration wait = std::max(pause, cost);  // an expensive probe never takes more than half of the time
    co_await ports.clock.sleep_for(wait);
  }
}

}  // namespace

Task<Result<void>> still_answers(const ProcessSpec& spec, StartedProcess process, ProcessPorts ports) {
  Trial trial(process, ports, spec);
  auto answer = co_await std::visit(trial, spec.ready);
  co_return answer;
}

std::uint64_t begin_of_output(const StartedProcess& process) {
  return process.log_offset - std::min(process.log_offset, cut_off(process));
}

std::vector<std::string> log_tail(const Files& files, const std::filesystem::path& log, std::uint64_t offset, std::size_t count) {
  constexpr std::uint64_t end_of_log = 64 * 1024;
  const auto length = files.length_of(log);
  const auto text = files.read_part(log, std::max(offset, length > end_of_log ? length - end_of_log : 0), end_of_log);
  if (!text) return {};
  auto lines = lines_of(*text);
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  for (auto& line : lines) line = printable(std::string_view(line).substr(0, 500));
  return lines;
}

Task<Result<void>> await_ready(const ProcessSpec& spec, StartedProcess process, ProcessPorts ports) {
  Error last(ErrorCode::not_ready, "");
  if (std::holds_alternative<NotifyProbe>(spec.ready)) last.because("the process never sent READY=1 to NOTIFY_SOCKET");
  auto trying = try_until_ready(spec, process, ports, last);
  auto late = ports.clock.sleep_for(spec.ready_timeout);
  const auto first = co_await (std::move(trying) || std::move(late));
  if (first.index() == 1) co_return fail(not_ready(spec, process, last, ports.files));
  co_return Result<void>{};
}

}  // namespace stackup
