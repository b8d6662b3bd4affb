#pragma once
// Getting a remote's branches and tags into a bare repository: with libgit2, or with the git program where libgit2 1.5 can't.

#include "stackup/ports/revision.h"
#include "stackup/system/git_job.h"
#include "stackup/system/git_library.h"

#include <filesystem>
#include <string>

namespace stackup {

struct FetchOrder {
  std::string url;
  Revision revision;
  int depth = 0;  ///< of the first fetch; later ones go on from there
  std::string filter;
};

/// After it the bare repository has the remote's branches, tags and default branch (a shallow one: the branch or tag that is wanted), or is
/// as it was.
[[nodiscard]] Result<void> fetch_into(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job);

[[nodiscard]] Result<void> fetch_with_library(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job);
[[nodiscard]] Result<void> fetch_with_program(const std::filesystem::path& bare, const FetchOrder& order, GitJob& job);

/// The error of a git command that failed or was interrupted.
[[nodiscard]] Error program_error(const std::string& url, const GitOutcome& outcome, const GitJob& job);

/// While it lives, a remote that sends nothing for a minute counts as stalled.
class StallWatch {
 public:
  explicit StallWatch(const JobControl& control);
  ~StallWatch();
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

 private:
  const JobControl& control_;
};

}  // namespace stackup
