#include "stackup/engine/restart.h"

#include <algorithm>

namespace stackup {

bool wants_restart(const RestartPolicy& policy, const Exit& exit) {
  switch (policy.when) {
    case RestartWhen::never: return false;
    case RestartWhen::always: return true;
    case RestartWhen::on_failure: return !exit.success();
  }
  return false;
}

std::optional<Duration> next_delay(const RestartPolicy& policy, int n) {
  if (n > policy.limit) return std::nullopt;
  Duration delay = policy.delay;
  for (int i = 1; i < n && delay < policy.max_delay; ++i) delay *= 2;
  return std::min(delay, policy.max_delay);
}

}  // namespace stackup
