#pragma once
// The refs of a repository, and the revision that a recipe names among them.

#include "stackup/base/result.h"
#include "stackup/ports/revision.h"
#include "stackup/system/git_library.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace stackup {

/// An id, and the commit behind it where the id is an annotated tag's.
struct GitRef {
  std::string id;
  std::string peeled;  ///< empty: `id` is no tag object

  bool operator==(const GitRef&) const = default;
};

using GitRefs = std::map<std::string, GitRef>;  ///< by full name

/// Every ref below `prefix` that is not symbolic.
[[nodiscard]] GitRefs refs_below(git_repository* repository, const std::string& prefix);
/// The text of a packed-refs file.
[[nodiscard]] std::string packed_refs_text(const GitRefs& refs);
/// Makes `refs` the only refs below refs/heads and refs/tags of a bare repository, and HEAD a link to `head`. A kill in between leaves the
/// old or the new ones.
[[nodiscard]] Result<void> replace_refs(const std::filesystem::path& bare, const GitRefs& refs, const std::string& head);
/// Writes a small file whole or not at all.
[[nodiscard]] Result<void> write_whole(const std::filesystem::path& file, const std::string& text);

/// The tags that came from the remote, as commits; others are the user's own. Nothing: never noted, because stackup did not make the
/// checkout.
[[nodiscard]] std::optional<std::set<std::string>> fetched_tags(const std::filesystem::path& data);
/// Adds the source's tags to those.
[[nodiscard]] Result<void> note_fetched_tags(const std::filesystem::path& data, git_repository* source);

/// A revision that was found.
struct FoundRevision {
  std::string commit;
  std::string branch;  ///< short name; empty: HEAD will be detached
};

/// SU0403 for a branch or tag that is not among `refs`: what there is instead, and the nearest name.
[[nodiscard]] Error unknown_revision(const GitRefs& refs, const Revision& revision, const std::string& url);
/// Finds the revision among the branches and tags of `source`, which belongs to `url`; SU0403 with near names if it is not there.
[[nodiscard]] Result<FoundRevision> find_revision(git_repository* source, const Revision& revision, const std::string& url);

}  // namespace stackup
