#include "stackup/engine/leftovers.h"

#include "stackup/engine/stop_process.h"

namespace stackup {

Task<bool> end_leftovers(ProcessMark mark, Processes& processes, Clock& clock) {
  const auto left = processes.find(mark);
  if (!left) co_return false;
  co_await stop_survivors(*left, clock);
  co_return true;
}

Task<void> end_strays(ProcessMark any, Processes& processes, Clock& clock) {
  for (const auto& mark : processes.marks_like(any)) {
    co_await end_leftovers(mark, processes, clock);
  }
}

}  // namespace stackup
