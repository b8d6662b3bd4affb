#pragma once
// What of the file system counts among a step's inputs.

#include "stackup/plan/step.h"
#include "stackup/ports/files.h"

#include <optional>
#include <string>

namespace stackup {

/// Digest of the contents of the step's input files and of what its PATH patterns match now. Nothing if it has input files and their directory is not there.
[[nodiscard]] std::optional<std::string> input_digest(const Step& step, const Files& files);

/// The program with each glob in its PATH replaced by the newest match; directories that match nothing are left out.
[[nodiscard]] Program with_resolved_path(Program program, const Files& files);

}  // namespace stackup
