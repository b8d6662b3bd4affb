#pragma once
// Local work, kept where nothing can touch it: in a bare repository of its own that shares no file but immutable objects with the checkout.

#include "stackup/base/result.h"
#include "stackup/system/git_job.h"

#include <filesystem>
#include <string>

namespace stackup {

/// Below refs/stackup/backup/NAME/ of `into`: heads/* (all local branches), tags/*, HEAD, stash/0 … and worktree, a commit on top of HEAD
/// with all uncommitted and untracked files; for submodules and repositories inside, the same below nested/PATH/. Returns "PATH
/// refs/stackup/backup/NAME".
[[nodiscard]] Result<std::string> back_up_checkout(const std::filesystem::path& directory, const std::filesystem::path& into,
                                                   const std::string& name, GitJob& job);

}  // namespace stackup
