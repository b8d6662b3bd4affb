#include "stackup/engine/leftovers.h"

#include "stackup/engine/stop_process.h"

#include <algorithm>

namespace stackup {

using namespace std::chrono_literals;

namespace {

constexpr Duration reaping_patience = 10s;

}  // namespace

Task<bool> end_leftovers(ProcessMark mark, Processes& processes, Clock& clock) {
  const auto left = processes.find(mark);
  if (!left) co_return false;
  co_await stop_survivors(*left, clock);
  co_return true;
}

Task<void> await_reaped(ProcessMark mark, const Processes& processes, Clock& clock) {
  const Instant deadline = clock.now() + reaping_patience;
  for (Duration pause = 1ms; processes.is_unreaped(mark) && clock.now() < deadline; pause = std::min<Duration>(pause * 2, 50ms)) {
    co_await clock.sleep_for(pause);
  }
}

Task<void> end_strays(ProcessMark any, Processes& processes, Clock& clock) {
  for (const auto& mark : processes.marks_like(any)) {
    co_await end_leftovers(mark, processes, clock);
  }
}

}  // namespace stackup
