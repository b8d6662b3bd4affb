#pragma once
// Copies of whole directories, for snapshots.

#include "stackup/base/result.h"
#include "stackup/ports/files.h"
#include "stackup/system/run_blocking.h"

namespace stackup {

/// What WritableFiles::copy_tree promises, on the thread of the caller and some more. Ends early when `control` says so.
[[nodiscard]] Result<void> copy_tree_here(const Path& from, const Path& to, const JobControl& control);

}  // namespace stackup
