#pragma once
// When a process that ended is started again: pure decisions.

#include "stackup/ports/process_spec.h"

#include <optional>

namespace stackup {

/// Whether the policy wants a restart after this exit at all.
[[nodiscard]] bool wants_restart(const RestartPolicy& policy, const Exit& exit);
/// How long to wait before restart number `n` (from 1), or nothing when it is time to give up. Doubles from `delay` up to `max_delay`.
[[nodiscard]] std::optional<Duration> next_delay(const RestartPolicy& policy, int n);

}  // namespace stackup
