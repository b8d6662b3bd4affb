#pragma once
// What a checkout is like, and what of it exists nowhere else.

#include "stackup/ports/repositories.h"
#include "stackup/system/git_job.h"
#include "stackup/system/git_library.h"

#include <cstddef>
#include <set>
#include <string>

namespace stackup {

[[nodiscard]] Result<CheckoutState> inspect_checkout(const std::filesystem::path& directory, GitJob& job);

/// HEAD's commit from .git/HEAD, the ref's file or packed-refs, also in a worktree or submodule. Empty: no repository, or no commit yet.
[[nodiscard]] std::string head_commit_on_disk(const std::filesystem::path& directory);

/// Files with uncommitted changes, and untracked ones that are not ignored; with those of submodules.
[[nodiscard]] Result<std::size_t> changed_files(git_repository* repository, GitJob& job);
/// "a rebase is in progress"; empty: nothing of the kind.
[[nodiscard]] std::string operation_in_progress(git_repository* repository);
/// Short name of the branch that HEAD is; empty: detached.
[[nodiscard]] std::string branch_of_head(git_repository* repository);
/// Empty: there is none yet.
[[nodiscard]] std::string commit_of_head(git_repository* repository);

/// Commits that can be reached from `tip`, but not from what was fetched: remote-tracking branches and pins.
[[nodiscard]] std::size_t local_commits(git_repository* repository, const std::string& tip);
/// Whether `descendant` is `ancestor` or comes after it. Works in shallow repositories, as far as they go.
[[nodiscard]] bool is_ancestor(git_repository* repository, const std::string& ancestor, const std::string& descendant);

}  // namespace stackup
