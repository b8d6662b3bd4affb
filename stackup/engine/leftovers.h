#pragma once
// Ends what earlier runs left behind.

#include "stackup/ports/clock.h"
#include "stackup/ports/processes.h"

namespace stackup {

/// Everything alive that carries the mark: TERM, then KILL. True if there was anything.
Task<bool> end_leftovers(ProcessMark mark, Processes& processes, Clock& clock);

/// The same for every mark of the workspace of `any`. Nothing that belongs to it may be at work meanwhile.
Task<void> end_strays(ProcessMark any, Processes& processes, Clock& clock);

}  // namespace stackup
