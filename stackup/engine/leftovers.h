#pragma once
// Ends what earlier runs left behind.

#include "stackup/ports/clock.h"
#include "stackup/ports/processes.h"

namespace stackup {

/// Everything alive that carries the mark: TERM, then KILL. True if there was anything.
Task<bool> end_leftovers(ProcessMark mark, Processes& processes, Clock& clock);

/// Waits, for seconds at most, until what was killed is no zombie any more: PostgreSQL would take the pid in its lock file for a server that runs. With the
/// supervisor that was its parent gone, some machines' first process takes its time.
Task<void> await_reaped(ProcessMark mark, const Processes& processes, Clock& clock);

/// As end_leftovers, for every mark of the workspace of `any`. Nothing that belongs to it may be at work meanwhile.
Task<void> end_strays(ProcessMark any, Processes& processes, Clock& clock);

}  // namespace stackup
