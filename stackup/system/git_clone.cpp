#include "stackup/system/git_clone.h"

#include "stackup/system/git_checkout.h"
#include "stackup/system/git_lfs.h"
#include "stackup/system/git_source.h"
#include "stackup/system/git_state.h"
#include "stackup/system/git_submodules.h"
#include "stackup/system/git_url.h"

namespace stackup {
namespace fs = std::filesystem;

namespace {

Result<void> require_free(const fs::path& directory) {
  std::error_code ignored;
  const auto status = fs::symlink_status(directory, ignored);
  if (!fs::exists(status) || (fs::is_directory(status) && fs::is_empty(directory, ignored))) return {};
  return fail(Error(ErrorCode::checkout_in_the_way, "the place of the checkout is taken: " + directory.string())
                  .because(fs::is_directory(status) ? "it is a directory that is not empty" : "it is no directory")
                  .try_("move it away: mv " + directory.string() + " " + directory.string() + ".old")
                  .try_("or use it as it is: --src NAME=" + directory.string()));
}

/// Brings the source up to date; an unreachable remote is no failure where the cache has what is wanted.
Result<FoundRevision> fetched_revision(GitSource& source, const CheckoutRequest& request, GitJob& job) {
  auto fetched = source.bring_up_to_date(request, job);
  auto found = source.find(request);
  const bool can_do_without = !request.cache.empty() && found && !job.control.must_end();
  if (!fetched && !(is_transient(fetched.error()) && can_do_without)) return fail(fetched);
  return found;
}

/// Everything but the rename. The source is released (its lock with it) before the files are written.
Result<void> make_checkout(const CheckoutRequest& request, const fs::path& place, GitJob& job) {
  GitOwned<git_repository> repository;
  std::string commit;
  {
    auto source = GitSource::open(request, beside(request.directory, "fetch.git"), nullptr, job);
    if (!source) return fail(source);
    const auto found = fetched_revision(*source, request, job);
    if (!found) return fail(found);
    auto made = make_repository({place / ".git", place}, *source, *found, request);
    if (!made) return fail(made);
    repository = std::move(*made);
    commit = found->commit;
  }
  if (auto written = write_files(repository.get(), commit, request, job); !written) return written;
  return request.submodules ? check_out_submodules(repository.get(), request, job) : Result<void>{};
}

/// Fetches what the request itself names; gives its submodules. The cache's repository is released before theirs are locked.
Result<std::vector<SubmodulePin>> fill_one(const CheckoutRequest& request, GitJob& job) {
  auto source = GitSource::open(request, {}, nullptr, job);
  if (!source) return fail(source);
  if (auto fetched = source->bring_up_to_date(request, job); !fetched) return fail(fetched);
  const auto found = source->find(request);
  if (!found) return fail(found);
  return request.submodules ? submodules_of(source->repository(), found->commit) : std::vector<SubmodulePin>{};
}

bool has_submodules_in_cache(git_repository* repository, const std::string& commit, const CheckoutRequest& request) {
  const auto pins = submodules_of(repository, commit);
  if (!pins) return false;
  for (const auto& pin : *pins) {
    const auto inner = request_for(pin, request);
    if (!inner || !has_all_in_cache(*inner)) return false;
  }
  return true;
}

}  // namespace

fs::path beside(const fs::path& directory, const std::string& what) {
  return directory.parent_path() / ("." + directory.filename().string() + ".stackup-" + what);
}

Result<CheckoutState> clone_checkout(const CheckoutRequest& request, GitJob& job) {
  if (auto is_free = require_free(request.directory); !is_free) return fail(is_free);
  auto lock = GitLock::take(beside(request.directory, "lock"), job.control);
  if (!lock) return fail(lock);
  auto remove_lock = std::shared_ptr<void>(nullptr, [&](void*) { lock->remove_file(); });
  if (auto is_free = require_free(request.directory); !is_free) return fail(is_free);
  const TemporaryTree leftover(beside(request.directory, "fetch.git"));
  TemporaryTree unfinished(beside(request.directory, "clone"));
  if (auto made = make_checkout(request, unfinished.path(), job); !made) return fail(made);
  if (job.control.is_cancelled()) return fail(interrupted_error(request.url));
  auto state = inspect_checkout(unfinished.path(), job);
  if (!state) return state;
  std::error_code failed;
  fs::rename(unfinished.path(), request.directory, failed);
  if (failed)
    return fail(Error(ErrorCode::fetch_failed, "the checkout could not be put at " + request.directory.string()).because(failed.message()));
  unfinished.keep();
  return state;
}

Result<void> fill_cache(const CheckoutRequest& request, GitJob& job) {
  if (request.cache.empty()) return {};
  const auto pins = fill_one(request, job);
  if (!pins) return fail(pins);
  for (const auto& pin : *pins) {
    const auto inner = request_for(pin, request);
    if (!inner) return fail(inner);
    if (auto filled = fill_cache(*inner, job); !filled) return filled;
  }
  return {};
}

bool has_all_in_cache(const CheckoutRequest& request) {
  const auto local = local_path_of(fetch_url_of(request));
  if (!local && request.cache.empty()) return false;
  const auto place = local ? *local : cache_place(request);
  std::error_code ignored;
  if (!fs::exists(place, ignored)) return false;
  const auto repository = local ? open_repository(place) : open_bare(place);
  if (!repository) return false;
  const auto found = find_revision(repository->get(), request.revision, request.url);
  if (!found || (request.lfs && !local && !has_lfs_objects(place, found->commit))) return false;
  return !request.submodules || has_submodules_in_cache(repository->get(), found->commit, request);
}

}  // namespace stackup
