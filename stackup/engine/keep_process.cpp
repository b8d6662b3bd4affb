#include "stackup/engine/keep_process.h"

#include "stackup/engine/leftovers.h"
#include "stackup/engine/restart.h"
#include "stackup/engine/stop_process.h"
#include "stackup/engine/telling_line.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {

using namespace boost::asio::experimental::awaitable_operators;

namespace {

constexpr Duration upstream_pause = std::chrono::milliseconds(250);

std::string socket_name(std::string id) {
  std::replace(id.begin(), id.end(), '/', '.');
  return id + ".notify";
}

/// Whoever was not there when it was told, or where the log had got to, can't know any more: a port that listens or an old line of the log is no answer.
bool tells_readiness_once(const Probe& probe) { return std::holds_alternative<NotifyProbe>(probe) || std::holds_alternative<LogProbe>(probe); }

}  // namespace

ProcessKeeper::ProcessKeeper(ProcessSpec spec, ProcessPorts ports, EventSink& events, boost::asio::any_io_executor executor, KeeperPlace place)
    : spec_(std::move(spec)),
      ports_(ports),
      events_(events),
      place_(std::move(place)),
      notify_path_(place_.runtime / socket_name(spec_.id)),
      executor_(executor),
      stop_(executor),
      restart_(executor),
      settled_(executor),
      done_(executor) {}

// A full disk can't be told to anyone from here, and must not end the supervision of a running service; the state in memory stays right.
void ProcessKeeper::emit(const Event& event) { [[maybe_unused]] const auto kept = events_.emit(event); }

Task<void> ProcessKeeper::keep(std::optional<Adopted> adopted) {
  auto process = adopted ? adopt(*adopted) : nullptr;
  if (process && !was_ready_ && tells_readiness_once(spec_.ready)) {
    const StopPolicy policy = spec_.stop;
    co_await stop_process(*process, policy, ports_.clock);
    process.reset();
  }
  Next next = Next::again;
  if (adopted && !process) {
    next = co_await wait_for_upstream();
  }
  while (next == Next::again) {
    next = co_await run_once(std::exchange(process, nullptr));
  }
  settled_.set();
  done_.set();
}

Result<std::unique_ptr<Process>> ProcessKeeper::spawn() {
  emit(ProcessStarting{spec_.id, spec_.digest});
  SpawnRequest request{spec_.program, spec_.log, place_.mark};
  if (std::holds_alternative<NotifyProbe>(spec_.ready)) {
    notifications_.reset();  // first: the old socket removes its path when it goes
    auto socket = ports_.network.listen_for_notifications(notify_path_);
    if (!socket) return fail(socket);
    notifications_ = std::move(*socket);
    request.program.environment["NOTIFY_SOCKET"] = notify_path_.string();
  }
  return ports_.processes.spawn(request);
}

std::unique_ptr<Process> ProcessKeeper::adopt(Adopted& adopted) {
  was_ready_ = adopted.was_ready;
  restarts_ = adopted.restarts;
  if (was_ready_ && adopted.process) settled_.set();
  return std::move(adopted.process);
}

ProcessKeeper::Next ProcessKeeper::give_up(Error error) {
  emit(ProcessFailed{spec_.id, std::move(error)});
  return Next::end;
}

Task<ProcessKeeper::Next> ProcessKeeper::run_once(std::unique_ptr<Process> process) {
  StartedProcess started;
  started_at_ = ports_.clock.now();
  if (!process) {
    co_await end_leftovers(place_.mark, ports_.processes, ports_.clock);  // they would keep the port and answer in the new process's place
    co_await await_reaped(place_.mark, ports_.processes, ports_.clock);
    started.log_offset = ports_.files.length_of(spec_.log);
    log_cut_ = 0;
    auto spawned = spawn();
    if (!spawned) co_return give_up(spawned.error());
    process = std::move(*spawned);
    emit(ProcessStarted{spec_.id, process->identity()});
  }
  started.pid = process->identity().pid;
  started.notifications = notifications_.get();
  started.mark = place_.mark;
  started.log_cut = &log_cut_;
  const Next next = co_await watch(*process, started);
  co_return next;
}

Task<ProcessKeeper::Trouble> ProcessKeeper::become_ready(StartedProcess started) {
  if (!settled_.is_set()) {
    auto ready = co_await await_ready(spec_, started, ports_);
    if (!ready) co_return Trouble{ready.error(), Trouble::Kind::never_ready};
    was_ready_ = true;
    const Duration took = ports_.clock.now() - started_at_;
    const ProcessReady event{spec_.id, took};
    emit(event);
    settled_.set();
  }
  auto sick = await_sickness(started);
  auto asked = restart_.wait();
  auto first = co_await (std::move(sick) || std::move(asked));
  if (first.index() == 0) co_return Trouble{std::get<0>(std::move(first)), Trouble::Kind::unhealthy};
  Error because(ErrorCode::process_ended, fmt::format("{} is started anew", spec_.id));
  because.because(restart_reason_);
  co_return Trouble{std::move(because), Trouble::Kind::restart_asked};
}

/// Ends when the probe has failed as often in a row as the recipe bears; never where it is not to be asked again.
Task<Error> ProcessKeeper::await_sickness(StartedProcess started) {
  if (spec_.health.interval == Duration{}) {
    Flag never(executor_);
    co_await never.wait();
  }
  for (int failures = 0;;) {
    const Duration interval = spec_.health.interval;
    co_await ports_.clock.sleep_for(interval);
    const auto answer = co_await still_answers(spec_, started, ports_);
    failures = answer ? 0 : failures + 1;
    if (failures < spec_.health.retries) continue;
    Error error(ErrorCode::unhealthy, fmt::format("{} does not answer any more", spec_.id));
    error.because(answer.error().why()).log(spec_.log.string(), log_tail(ports_.files, spec_.log, begin_of_output(started), 12));
    co_return error;
  }
}

void ProcessKeeper::ask_to_restart(std::string because) {
  restart_reason_ = std::move(because);
  restart_.set();
}

Task<ProcessKeeper::Next> ProcessKeeper::watch(Process& process, StartedProcess started) {
  auto exited = process.wait();
  auto trouble = become_ready(started);
  auto stopped = stop_.wait();
  auto first = co_await (std::move(exited) || std::move(trouble) || std::move(stopped));
  if (first.index() == 0) {
    const Exit exit = std::get<0>(first);
    const Next next = co_await after_exit(process, exit, begin_of_output(started));
    co_return next;
  }
  if (first.index() == 1) {
    auto found = std::get<1>(std::move(first));
    const Next next = co_await after_trouble(process, std::move(found));
    co_return next;
  }
  co_await finish_stop(process);
  co_return Next::end;
}

Task<ProcessKeeper::Next> ProcessKeeper::after_trouble(Process& process, Trouble trouble) {
  const StopPolicy policy = spec_.stop;
  restart_.clear();
  settled_.clear();
  if (trouble.kind == Trouble::Kind::unhealthy) emit(ProcessUnhealthy{spec_.id, trouble.error});
  if (trouble.kind == Trouble::Kind::restart_asked) emit(ProcessBackingOff{spec_.id, {}, restarts_, trouble.error});
  co_await stop_process(process, policy, ports_.clock);
  if (!process.is_alive()) {
    co_await process.wait();  // so that no zombie stays behind
  }
  if (stop_.is_set()) co_return end_stopped();
  if (trouble.kind == Trouble::Kind::restart_asked) co_return Next::again;
  const bool may_try_again = trouble.kind == Trouble::Kind::unhealthy && spec_.restart.when != RestartWhen::never;
  if (!may_try_again) co_return give_up(std::move(trouble.error));
  const Next next = co_await back_off(std::move(trouble.error));
  co_return next;
}

ProcessKeeper::Next ProcessKeeper::end_stopped() {
  emit(ProcessStopped{spec_.id});
  return Next::end;
}

Task<void> ProcessKeeper::finish_stop(Process& process) {
  const StopPolicy policy = spec_.stop;
  emit(ProcessStopping{spec_.id});
  co_await stop_process(process, policy, ports_.clock);
  if (!process.is_alive()) {
    co_await process.wait();  // so that no zombie stays behind
  }
  emit(ProcessStopped{spec_.id});
}

Error ProcessKeeper::ended(ErrorCode code, std::string what, const Exit& exit, std::uint64_t log_offset) const {
  auto tail = log_tail(ports_.files, spec_.log, log_offset, 12);
  const auto telling = telling_line(tail);
  Error error(code, std::move(what));
  error.because(telling.empty() ? to_string(exit) : fmt::format("{}; {}", to_string(exit), telling)).log(spec_.log.string(), std::move(tail));
  return error;
}

Task<ProcessKeeper::Next> ProcessKeeper::after_exit(Process& process, const Exit& exit, std::uint64_t log_offset) {
  settled_.clear();
  emit(ProcessExited{spec_.id, exit});
  co_await stop_survivors(process, ports_.clock);  // an orphan would keep the port and answer in the new process's place
  if (stop_.is_set()) co_return end_stopped();
  if (!was_ready_) co_return give_up(ended(ErrorCode::exited_early, fmt::format("{} ended before it was ready", spec_.id), exit, log_offset));
  if (!wants_restart(spec_.restart, exit)) co_return end_for_good(exit, log_offset);
  auto because = ended(ErrorCode::process_ended, fmt::format("{} ended", spec_.id), exit, log_offset);
  const Next next = co_await back_off(std::move(because));
  co_return next;
}

ProcessKeeper::Next ProcessKeeper::end_for_good(const Exit& exit, std::uint64_t log_offset) {
  if (exit.success() || !exit.known) return end_stopped();
  auto error = ended(ErrorCode::not_restarted, fmt::format("{} ended", spec_.id), exit, log_offset);
  error.try_(fmt::format("stackup logs {}", spec_.unit));
  return give_up(std::move(error));
}

Task<ProcessKeeper::Next> ProcessKeeper::back_off(Error because) {
  if (!missing_upstream().empty()) {
    const Next next = co_await wait_for_upstream();
    co_return next;
  }
  if (ports_.clock.now() - started_at_ >= spec_.restart.reset_after) restarts_ = 0;
  const auto delay = next_delay(spec_.restart, ++restarts_);
  if (!delay) {
    Error error(ErrorCode::gave_up, fmt::format("{} ended {} times in a row", spec_.id, restarts_));
    error.because(because.why()).log(because.log_path(), because.log_tail()).try_(fmt::format("stackup logs {}", spec_.unit));
    co_return give_up(std::move(error));
  }
  emit(ProcessBackingOff{spec_.id, *delay, restarts_, std::move(because)});
  const Next next = co_await wait_unless_stopped(*delay);
  if (next == Next::end || missing_upstream().empty()) co_return next;
  const Next later = co_await wait_for_upstream();
  co_return later;
}

/// It can't run without what it depends on, and that is not its fault: these restarts do not count.
Task<ProcessKeeper::Next> ProcessKeeper::wait_for_upstream() {
  std::string told;
  for (auto missing = missing_upstream(); !missing.empty(); missing = missing_upstream()) {
    if (missing != told) {
      Error because(ErrorCode::upstream_down, fmt::format("{} waits for {}", spec_.id, missing));
      because.because(fmt::format("{} is not ready", missing));
      emit(ProcessBackingOff{spec_.id, {}, restarts_, std::move(because)});
      told = missing;
    }
    const Next next = co_await wait_unless_stopped(upstream_pause);
    if (next == Next::end) co_return next;
  }
  co_return Next::again;
}

Task<ProcessKeeper::Next> ProcessKeeper::wait_unless_stopped(Duration delay) {
  auto waited = ports_.clock.sleep_for(delay);
  auto stopped = stop_.wait();
  const auto first = co_await (std::move(waited) || std::move(stopped));
  co_return first.index() == 0 ? Next::again : end_stopped();
}

}  // namespace stackup
