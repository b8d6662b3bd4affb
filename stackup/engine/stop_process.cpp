#include "stackup/engine/stop_process.h"

#include <algorithm>
#include <csignal>

namespace stackup {
namespace {

using namespace std::chrono_literals;

constexpr Duration survivor_grace = 2s;
constexpr Duration kill_patience = 5s;  // only a process stuck in the kernel outlives this

/// True once the tree is empty, false after `patience`.
Task<bool> await_gone(Process& process, Duration patience, Clock& clock) {
  const Instant deadline = clock.now() + patience;
  for (Duration pause = 1ms; !process.survivors().empty(); pause = std::min<Duration>(pause * 2, 50ms)) {
    if (clock.now() >= deadline) co_return false;
    co_await clock.sleep_for(pause);
  }
  co_return true;
}

/// As await_gone, but for the main process alone.
Task<bool> await_end(Process& process, Duration patience, Clock& clock) {
  const Instant deadline = clock.now() + patience;
  for (Duration pause = 1ms; process.is_alive(); pause = std::min<Duration>(pause * 2, 50ms)) {
    if (clock.now() >= deadline) co_return false;
    co_await clock.sleep_for(pause);
  }
  co_return true;
}

/// Again and again: what is forked while the others are signalled was not yet seen.
Task<void> kill_tree(Process& process, Clock& clock) {
  const Instant deadline = clock.now() + kill_patience;
  for (Duration pause = 1ms; !process.survivors().empty() && clock.now() < deadline; pause = std::min<Duration>(pause * 2, 50ms)) {
    process.signal_tree(SIGKILL);
    co_await clock.sleep_for(pause);
  }
}

}  // namespace

Task<void> stop_survivors(Process& process, Clock& clock) {
  if (process.survivors().empty()) co_return;
  process.signal_tree(SIGTERM);
  const bool gone = co_await await_gone(process, survivor_grace, clock);
  if (gone) co_return;
  co_await kill_tree(process, clock);
}

Task<void> stop_process(Process& process, StopPolicy policy, Clock& clock) {
  process.signal(policy.signal);
  const bool ended = co_await await_end(process, policy.grace, clock);
  if (ended) {
    co_await stop_survivors(process, clock);
  } else {
    co_await kill_tree(process, clock);
  }
}

}  // namespace stackup
