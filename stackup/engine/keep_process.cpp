#include "stackup/engine/keep_process.h"

#include "stackup/engine/leftovers.h"
#include "stackup/engine/restart.h"
#include "stackup/engine/stop_process.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {

using namespace boost::asio::experimental::awaitable_operators;

namespace {

std::string socket_name(std::string id) {
  std::replace(id.begin(), id.end(), '/', '.');
  return id + ".notify";
}

}  // namespace

ProcessKeeper::ProcessKeeper(ProcessSpec spec, ProcessPorts ports, EventSink& events, boost::asio::any_io_executor executor, KeeperPlace place)
    : spec_(std::move(spec)),
      ports_(ports),
      events_(events),
      notify_path_(place.runtime / socket_name(spec_.id)),
      mark_(place.mark),
      executor_(executor),
      stop_(executor),
      settled_(executor),
      done_(executor) {}

// A full disk can't be told to anyone from here, and must not end the supervision of a running service; the state in memory stays right.
void ProcessKeeper::emit(const Event& event) { [[maybe_unused]] const auto kept = events_.emit(event); }

Task<void> ProcessKeeper::keep(std::optional<Adopted> adopted) {
  for (;;) {
    const Next next = co_await run_once(std::move(adopted));
    adopted.reset();
    if (next == Next::end) break;
  }
  settled_.set();
  done_.set();
}

Result<std::unique_ptr<Process>> ProcessKeeper::spawn() {
  emit(ProcessStarting{spec_.id, spec_.digest});
  SpawnRequest request{spec_.program, spec_.log, mark_};
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
  if (was_ready_) settled_.set();
  const bool may_notify = !was_ready_ && std::holds_alternative<NotifyProbe>(spec_.ready);
  if (auto socket = may_notify ? ports_.network.listen_for_notifications(notify_path_) : Result<std::unique_ptr<NotifySocket>>()) notifications_ = std::move(*socket);
  return std::move(adopted.process);
}

ProcessKeeper::Next ProcessKeeper::give_up(Error error) {
  emit(ProcessFailed{spec_.id, std::move(error)});
  return Next::end;
}

Task<ProcessKeeper::Next> ProcessKeeper::run_once(std::optional<Adopted> adopted) {
  StartedProcess started;
  std::unique_ptr<Process> process;
  started_at_ = ports_.clock.now();
  if (adopted) {
    process = adopt(*adopted);
  } else {
    co_await end_leftovers(mark_, ports_.processes, ports_.clock);  // they would keep the port and answer in the new process's place
    started.log_offset = ports_.files.length_of(spec_.log);
    auto spawned = spawn();
    if (!spawned) co_return give_up(spawned.error());
    process = std::move(*spawned);
    emit(ProcessStarted{spec_.id, process->identity()});
  }
  started.pid = process->identity().pid;
  started.notifications = notifications_.get();
  started.mark = mark_;
  started.may_have_notified = adopted.has_value();
  const Next next = co_await watch(*process, started);
  co_return next;
}

Task<std::optional<Error>> ProcessKeeper::become_ready(StartedProcess started) {
  if (!settled_.is_set()) {
    auto ready = co_await await_ready(spec_, started, ports_);
    if (!ready) co_return ready.error();
    was_ready_ = true;
    const Duration took = ports_.clock.now() - started_at_;
    const ProcessReady event{spec_.id, took};
    emit(event);
    settled_.set();
  }
  Flag never(executor_);
  co_await never.wait();
  co_return std::nullopt;
}

Task<ProcessKeeper::Next> ProcessKeeper::watch(Process& process, StartedProcess started) {
  auto exited = process.wait();
  auto readiness = become_ready(started);
  auto stopped = stop_.wait();
  const auto first = co_await (std::move(exited) || std::move(readiness) || std::move(stopped));
  if (first.index() == 0) {
    const Exit exit = std::get<0>(first);
    const Next next = co_await after_exit(process, exit, started.log_offset);
    co_return next;
  }
  const StopPolicy policy = spec_.stop;
  if (first.index() == 1) {
    co_await stop_process(process, policy, ports_.clock);
    co_return give_up(*std::get<1>(first));
  }
  co_await finish_stop(process);
  co_return Next::end;
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

Error ProcessKeeper::exited_early(const Exit& exit, std::uint64_t log_offset) const {
  Error error(ErrorCode::exited_early, fmt::format("{} ended before it was ready", spec_.id));
  error.because(to_string(exit)).log(spec_.log.string(), log_tail(ports_.files, spec_.log, log_offset, 12));
  return error;
}

Task<ProcessKeeper::Next> ProcessKeeper::after_exit(Process& process, const Exit& exit, std::uint64_t log_offset) {
  settled_.clear();
  emit(ProcessExited{spec_.id, exit});
  co_await stop_survivors(process, ports_.clock);  // an orphan would keep the port and answer in the new process's place
  if (stop_.is_set()) {
    emit(ProcessStopped{spec_.id});
    co_return Next::end;
  }
  if (!was_ready_) co_return give_up(exited_early(exit, log_offset));
  if (!wants_restart(spec_.restart, exit)) {
    emit(ProcessStopped{spec_.id});
    co_return Next::end;
  }
  const Next next = co_await back_off(exit);
  co_return next;
}

Task<ProcessKeeper::Next> ProcessKeeper::back_off(const Exit& exit) {
  if (ports_.clock.now() - started_at_ >= spec_.restart.reset_after) restarts_ = 0;
  const auto delay = next_delay(spec_.restart, ++restarts_);
  if (!delay) {
    Error error(ErrorCode::gave_up, fmt::format("{} ended {} times in a row", spec_.id, restarts_));
    error.because(to_string(exit)).log(spec_.log.string(), log_tail(ports_.files, spec_.log, 0, 12)).try_(fmt::format("stackup logs {}", spec_.unit));
    co_return give_up(std::move(error));
  }
  emit(ProcessBackingOff{spec_.id, *delay, restarts_});
  auto waited = ports_.clock.sleep_for(*delay);
  auto stopped = stop_.wait();
  const auto first = co_await (std::move(waited) || std::move(stopped));
  if (first.index() == 0) co_return Next::again;
  emit(ProcessStopped{spec_.id});
  co_return Next::end;
}

}  // namespace stackup
