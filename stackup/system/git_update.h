#pragma once
// Bringing an existing checkout forward, without ever touching local work.

#include "stackup/ports/repositories.h"
#include "stackup/system/git_checkout.h"
#include "stackup/system/git_job.h"
#include "stackup/system/git_source.h"

namespace stackup {

[[nodiscard]] Result<UpdateOutcome> update_checkout(const CheckoutRequest& request, GitJob& job);

/// Makes what `source` has part of the repository: missing objects, remote-tracking branches of `remote`, new tags, the pin of a detached
/// revision. No branch, no existing tag, no file is changed. A shallow repository becomes whole when the source is.
[[nodiscard]] Result<void> import_source(git_repository* repository, const GitSource& source, const std::string& remote,
                                         const FoundRevision& found);

/// Notes that the commit was fetched, so that a detached HEAD there is no local work.
[[nodiscard]] Result<void> pin_commit(git_repository* repository, const std::string& commit);

/// Why HEAD, which is not yet at `found`, must stay where it is; empty: it may move.
[[nodiscard]] Result<std::string> reason_to_keep(git_repository* repository, const FoundRevision& found, GitJob& job);
/// Writes the files of `found` and moves HEAD (or its branch) there. Returns a reason if a file that would be lost is in the way.
[[nodiscard]] Result<std::string> move_head(git_repository* repository, const FoundRevision& found, const CheckoutRequest& request,
                                            GitJob& job);

}  // namespace stackup
