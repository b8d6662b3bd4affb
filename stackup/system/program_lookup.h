#pragma once
// Finds programs the way execvp would, but in the PATH of the program's own environment, and says why when there is none.

#include "stackup/base/result.h"
#include "stackup/ports/program.h"

namespace stackup {

/// The absolute path of the program; a path with a slash is relative to `program.directory`. Fails with program_not_found.
[[nodiscard]] Result<std::filesystem::path> find_program(const Program& program);

}  // namespace stackup
