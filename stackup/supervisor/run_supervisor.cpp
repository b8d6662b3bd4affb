#include "stackup/supervisor/run_supervisor.h"

#include "stackup/control/control_server.h"
#include "stackup/store/process_journal.h"
#include "stackup/store/run_directory.h"
#include "stackup/supervisor/supervisor.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;

constexpr Duration patience = std::chrono::seconds(1);

bool has_ended(int child) {
  siginfo_t ended{};
  return waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == child;
}

/// Our children that have ended and that no keeper waits for, proc(5).
std::set<int> unclaimed_children(const Supervisor& supervisor) {
  std::set<int> found;
  std::ifstream list("/proc/self/task/" + std::to_string(getpid()) + "/children");
  for (int child = 0; list >> child;)
    if (!supervisor.keeps(child) && has_ended(child)) found.insert(child);
  return found;
}

/// Orphans of services become our children (subreaper) and are reaped here. A probe's command is a child as well and is waited for by its probe, so only what
/// nobody has waited for within a second is taken for an orphan.
Task<void> reap_forever(const Supervisor& supervisor, Clock& clock) {
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set children(executor, SIGCHLD);
  std::set<int> suspects;
  for (;;) {
    if (suspects.empty()) {
      co_await children.async_wait(asio::use_awaitable);
    }
    co_await clock.sleep_for(patience);
    auto unclaimed = unclaimed_children(supervisor);
    for (const int child : suspects)
      if (unclaimed.erase(child) != 0) waitpid(child, nullptr, WNOHANG);
    suspects = std::move(unclaimed);
  }
}

Task<void> shut_down_on_signal(Supervisor& supervisor) {
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set requests(executor, SIGTERM, SIGINT);
  co_await requests.async_wait(asio::use_awaitable);
  co_await supervisor.shut_down();
}

/// Until nothing waits to be written; each event that happens meanwhile is a try as well.
Task<void> catch_up(ProcessJournal& journal, Clock& clock) {
  while (journal.is_behind()) {
    co_await clock.sleep_for(patience);
    [[maybe_unused]] const auto written = journal.catch_up();
  }
}

Task<void> live(asio::io_context& context, Supervisor& supervisor, RunState state) {
  co_await supervisor.take_over(std::move(state));
  Flag& finished = supervisor.finished();
  co_await finished.wait();
  // The reply to shut_down is still to be written by another coroutine of this loop.
  asio::post(context, [&] { asio::post(context, [&] { context.stop(); }); });
}

}  // namespace

Result<void> run_supervisor(asio::io_context& context, const SupervisorPlace& place, ProcessPorts ports, WritableFiles& files, LogPorts logs) {
  const RunDirectory directory(place.state);
  auto lock = FileLock::try_lock(directory.supervisor_lock());
  if (!lock) return fail(lock);
  if (!*lock) return {};
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::signal(SIGHUP, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
  auto journal = ProcessJournal::open(directory.process_journal(), ports.clock);
  if (!journal) return fail(journal);
  (*journal)->when_behind([&] { asio::co_spawn(context, catch_up(**journal, ports.clock), asio::detached); });
  Supervisor supervisor(ports, files, **journal, context.get_executor(), {place.state, directory.process_specs(), place.runtime});
  auto server = ControlServer::listen(context.get_executor(), place.runtime / "control.sock", supervisor);
  if (!server) return fail(server);
  LogKeeper log_keeper(place.state / "logs", logs, place.log_limit, [&](const std::filesystem::path& log, std::uint64_t bytes) { supervisor.log_was_cut(log, bytes); });
  asio::co_spawn(context, (*server)->serve(), asio::detached);
  asio::co_spawn(context, log_keeper.keep(), asio::detached);
  asio::co_spawn(context, reap_forever(supervisor, ports.clock), asio::detached);
  asio::co_spawn(context, shut_down_on_signal(supervisor), asio::detached);
  asio::co_spawn(context, live(context, supervisor, load_journal({}, directory.process_journal())), asio::detached);
  context.run();
  unlink((place.runtime / "control.sock").c_str());
  return {};
}

}  // namespace stackup
