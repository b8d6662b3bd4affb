#pragma once
// Where a checkout's objects and refs are taken from: a local repository, a bare one of the shared cache, or, without a cache, a bare one
// that lives as long as this object. A repository of the cache is locked, so that two workspaces at once don't collide.

#include "stackup/ports/repositories.h"
#include "stackup/system/git_job.h"
#include "stackup/system/git_library.h"
#include "stackup/system/git_lock.h"
#include "stackup/system/git_objects.h"
#include "stackup/system/git_refs.h"

#include <memory>
#include <optional>

namespace stackup {

/// `fetch_url` of the request, or its `url`.
[[nodiscard]] const std::string& fetch_url_of(const CheckoutRequest& request);
/// The cache's repository for the request. Shallow and partial ones have places of their own, because they can't serve others.
[[nodiscard]] std::filesystem::path cache_place(const CheckoutRequest& request);

class GitSource {
 public:
  /// Contacts nobody. Without a cache the bare repository is made at `private_place`; `seed` (may be null) is a checkout whose objects it
  /// may count on.
  [[nodiscard]] static Result<GitSource> open(const CheckoutRequest& request, const std::filesystem::path& private_place,
                                              git_repository* seed, GitJob& job);

  /// Gets what is missing: nothing for a tag or commit that is there, else the remote's branches and tags.
  [[nodiscard]] Result<void> bring_up_to_date(const CheckoutRequest& request, GitJob& job);
  [[nodiscard]] Result<FoundRevision> find(const CheckoutRequest& request) const;

  [[nodiscard]] git_repository* repository() const { return repository_.get(); }
  /// The repository's own folder (for a local source: its .git).
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] bool is_local() const { return is_local_; }

 private:
  GitSource() = default;
  static Result<GitSource> open_local(const std::filesystem::path& path, const std::string& url);

  std::filesystem::path folder_;
  std::optional<GitLock> lock_;
  std::unique_ptr<TemporaryTree> private_tree_;
  GitOwned<git_repository> repository_;
  bool is_local_ = false;
};

}  // namespace stackup
