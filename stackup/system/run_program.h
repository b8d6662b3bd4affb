#pragma once
// One short-lived program: run to its end, with its output captured, logged and shown line by line.

#include "stackup/ports/processes.h"

namespace stackup {

/// See Processes::run. When cancelled, ends the program's session (TERM, then KILL) before it passes the cancellation on.
Task<Result<RunOutcome>> run_program(RunRequest request);

}  // namespace stackup
