#pragma once
// Making a repository out of a source, and writing its files.

#include "stackup/ports/repositories.h"
#include "stackup/system/git_job.h"
#include "stackup/system/git_library.h"
#include "stackup/system/git_refs.h"
#include "stackup/system/git_source.h"

namespace stackup {

/// Where a repository's data and its files are. For a submodule the data is below its parent's .git.
struct CheckoutPlace {
  std::filesystem::path data;
  std::filesystem::path files;
};

/// A new repository with all that `source` has: objects as hard links, refs/remotes/origin/*, tags, origin, the branch with its upstream.
/// No files yet.
[[nodiscard]] Result<GitOwned<git_repository>> make_repository(const CheckoutPlace& place, const GitSource& source,
                                                               const FoundRevision& found, const CheckoutRequest& request);
/// Remote-tracking names for the source's branches.
[[nodiscard]] GitRefs tracking_refs(git_repository* source, const std::string& remote);
/// The ref that tells a fetched commit on no branch apart from local work.
[[nodiscard]] std::string pin_of(const std::string& commit);
/// Whether libgit2 can't write this repository's files: it has not all objects, or is sparse.
[[nodiscard]] bool needs_git_for_files(git_repository* repository);

/// Writes the commit's files into a new checkout.
[[nodiscard]] Result<void> write_files(git_repository* repository, const std::string& commit, const CheckoutRequest& request, GitJob& job);
/// Makes the submodules of HEAD, and theirs. A submodule that is there is moved only when no local work is in it.
[[nodiscard]] Result<void> check_out_submodules(git_repository* repository, const CheckoutRequest& request, GitJob& job);

}  // namespace stackup
