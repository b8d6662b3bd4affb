#include "stackup/supervisor/run_supervisor.h"

#include "stackup/control/control_server.h"
#include "stackup/store/run_directory.h"
#include "stackup/supervisor/supervisor.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <string>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;

/// Orphans of services become our children (subreaper); those that ended and have no keeper are reaped here.
void reap_orphans(const Supervisor& supervisor) {
  for (;;) {
    siginfo_t ended{};
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0) return;
    if (supervisor.keeps(ended.si_pid)) return;  // its keeper reaps it; SIGCHLD comes again for the others
    waitpid(ended.si_pid, nullptr, WNOHANG);
  }
}

Task<void> reap_forever(const Supervisor& supervisor) {
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set children(executor, SIGCHLD);
  for (;;) {
    co_await children.async_wait(asio::use_awaitable);
    reap_orphans(supervisor);
  }
}

Task<void> shut_down_on_signal(Supervisor& supervisor) {
  const auto executor = co_await asio::this_coro::executor;
  asio::signal_set requests(executor, SIGTERM, SIGINT);
  co_await requests.async_wait(asio::use_awaitable);
  co_await supervisor.shut_down();
}

Task<void> live(asio::io_context& context, Supervisor& supervisor, RunState state) {
  co_await supervisor.take_over(std::move(state));
  Flag& finished = supervisor.finished();
  co_await finished.wait();
  // The reply to shut_down is still to be written by another coroutine of this loop.
  asio::post(context, [&] { asio::post(context, [&] { context.stop(); }); });
}

}  // namespace

Result<void> run_supervisor(asio::io_context& context, const SupervisorPlace& place, ProcessPorts ports, WritableFiles& files) {
  const RunDirectory directory(place.state);
  auto lock = FileLock::try_lock(directory.supervisor_lock());
  if (!lock) return fail(lock);
  if (!*lock) return {};
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::signal(SIGHUP, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
  auto journal = Journal::open(directory.process_journal(), Durability::written, ports.clock);
  if (!journal) return fail(journal);
  Supervisor supervisor(ports, files, **journal, context.get_executor(), {directory.process_specs(), place.runtime});
  auto server = ControlServer::listen(context.get_executor(), place.runtime / "control.sock", supervisor);
  if (!server) return fail(server);
  asio::co_spawn(context, (*server)->serve(), asio::detached);
  asio::co_spawn(context, reap_forever(supervisor), asio::detached);
  asio::co_spawn(context, shut_down_on_signal(supervisor), asio::detached);
  asio::co_spawn(context, live(context, supervisor, load_journal({}, directory.process_journal())), asio::detached);
  context.run();
  unlink((place.runtime / "control.sock").c_str());
  return {};
}

}  // namespace stackup
