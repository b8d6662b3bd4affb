#pragma once
// Ends a process and everything that belongs to it.

#include "stackup/ports/clock.h"
#include "stackup/ports/process_spec.h"
#include "stackup/ports/processes.h"

namespace stackup {

/// The policy's signal to the process and its group; after the grace, or as soon as the main process has ended, TERM and then KILL to what is left of its tree
/// (a daemon that left the session, a worker that lost its master). Returns once nothing is left, at the latest some seconds after KILL.
Task<void> stop_process(Process& process, StopPolicy policy, Clock& clock);

/// Ends what outlived a main process that is already gone.
Task<void> stop_survivors(Process& process, Clock& clock);

}  // namespace stackup
