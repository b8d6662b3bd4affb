#include "stackup/system/git_source.h"

#include "stackup/base/digest.h"
#include "stackup/system/git_fetch.h"
#include "stackup/system/git_lfs.h"
#include "stackup/system/git_url.h"

#include <fmt/format.h>
#include <git2.h>

namespace stackup {
namespace fs = std::filesystem;

namespace {

bool is_pinned(const Revision& revision) { return std::holds_alternative<Tag>(revision) || std::holds_alternative<Commit>(revision); }

/// An existing repository is used as it is, unless it can't be read: then it is made anew, because everything in it can be fetched again.
Result<GitOwned<git_repository>> bare_at(const fs::path& place) {
  if (auto opened = open_bare(place)) return opened;
  std::error_code ignored;
  fs::remove_all(place, ignored);
  fs::create_directories(place.parent_path(), ignored);
  git_repository* raw = nullptr;
  if (git_repository_init(&raw, place.c_str(), 1) != 0)
    return fail(local_git_error("the repository " + place.string() + " could not be made"));
  return GitOwned<git_repository>(raw);
}

/// Lets a new bare repository count on the objects of a checkout, so that only what is missing there is fetched.
Result<void> seed_from(git_repository* checkout, const fs::path& bare) {
  const fs::path objects = fs::path(git_repository_commondir(checkout)) / "objects";
  if (auto written = write_whole(bare / "objects" / "info" / "alternates", objects.string() + "\n"); !written) return written;
  std::error_code ignored;
  const auto shallow = fs::path(git_repository_commondir(checkout)) / "shallow";
  if (fs::exists(shallow, ignored)) fs::copy_file(shallow, bare / "shallow", ignored);
  const std::string tracking = "refs/remotes/origin/";
  GitRefs refs = refs_below(checkout, "refs/tags/");
  for (const auto& [name, ref] : refs_below(checkout, tracking)) refs["refs/heads/" + name.substr(tracking.size())] = ref;
  return replace_refs(bare, refs, "");
}

/// A commit that no branch or tag contains can still be had from servers that allow to ask for it.
Result<void> fetch_lone_commit(const fs::path& bare, const FetchOrder& order, GitJob& job) {
  if (job.program == nullptr) return {};
  const auto& commit = std::get<Commit>(order.revision).id;
  const StallWatch watch(job.control);
  auto outcome = job.program->run(
      {"-c", "gc.auto=0", "fetch", "--no-tags", "--no-write-fetch-head", "--", order.url, "+" + commit + ":refs/stackup/pinned/" + commit},
      bare, job.control);
  if (!outcome) return fail(outcome);
  if (outcome->exit.success()) return {};
  auto error = program_error(order.url, *outcome, job);
  return is_transient(error) || job.control.must_end() ? Result<void>(fail(std::move(error))) : Result<void>{};
}

Error not_in_cache(const CheckoutRequest& request) {
  return Error(ErrorCode::offline_missing, fmt::format("{} of {} is not here, and --offline forbids to get it", to_string(request.revision), shown_url(request.url)))
      .try_("`stackup fetch` gets everything while there is a network");
}

}  // namespace

const std::string& fetch_url_of(const CheckoutRequest& request) { return request.fetch_url.empty() ? request.url : request.fetch_url; }

fs::path cache_place(const CheckoutRequest& request) {
  Digester digester;
  digester.add(fetch_url_of(request));
  if (!request.filter.empty()) digester.add("filter").add(request.filter);
  if (request.depth > 0) digester.add("depth").add(std::to_string(request.depth)).add(to_string(request.revision));
  return request.cache / (digester.hex() + ".git");
}

Result<GitSource> GitSource::open_local(const fs::path& path, const std::string& url) {
  auto repository = open_repository(path);
  if (!repository) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) return fail(repository);
    return fail(Error(ErrorCode::fetch_not_found, "there is no repository at " + url).because("the directory does not exist"));
  }
  GitSource source;
  source.repository_ = std::move(*repository);
  source.folder_ = git_repository_commondir(source.repository_.get());
  source.is_local_ = true;
  return source;
}

Result<GitSource> GitSource::open(const CheckoutRequest& request, const fs::path& private_place, git_repository* seed, GitJob& job) {
  const auto& url = fetch_url_of(request);
  if (const auto path = local_path_of(url)) return open_local(*path, url);
  GitSource source;
  const bool is_shared = !request.cache.empty();
  source.folder_ = is_shared ? cache_place(request) : private_place;
  if (is_shared) {
    auto lock = GitLock::take(fs::path(source.folder_).replace_extension(".lock"), job.control);
    if (!lock) return fail(lock);
    source.lock_.emplace(std::move(*lock));
    remove_unfinished_packs(source.folder_ / "objects");
  } else {
    source.private_tree_ = std::make_unique<TemporaryTree>(private_place);
  }
  auto repository = bare_at(source.folder_);
  if (!repository) return fail(repository);
  source.repository_ = std::move(*repository);
  if (!is_shared && seed != nullptr) {
    if (auto seeded = seed_from(seed, source.folder_); !seeded) return fail(seeded);
    source.repository_ = std::move(*open_bare(source.folder_));
  }
  return source;
}

Result<void> GitSource::bring_up_to_date(const CheckoutRequest& request, GitJob& job) {
  if (is_local_) return {};
  if (request.remote == CheckoutRequest::Remote::cache_only) return find(request) ? Result<void>{} : Result<void>(fail(not_in_cache(request)));
  if (!is_pinned(request.revision) || !find(request)) {
    const FetchOrder order{fetch_url_of(request), request.revision, request.depth, request.filter};
    if (auto fetched = fetch_into(folder_, order, job); !fetched) return fetched;
    if (std::holds_alternative<Commit>(request.revision) && !find(request)) {
      if (auto fetched = fetch_lone_commit(folder_, order, job); !fetched) return fetched;
    }
    auto reopened = open_bare(folder_);
    if (!reopened) return fail(reopened);
    repository_ = std::move(*reopened);
  }
  if (!request.lfs) return {};
  const auto found = find(request);
  if (!found) return fail(found);
  return fetch_lfs_objects(folder_, request, found->commit, job);
}

Result<FoundRevision> GitSource::find(const CheckoutRequest& request) const {
  return find_revision(repository_.get(), request.revision, request.url);
}

}  // namespace stackup
