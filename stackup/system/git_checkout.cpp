#include "stackup/system/git_checkout.h"

#include "stackup/system/git_fetch.h"
#include "stackup/system/git_lfs.h"
#include "stackup/system/git_url.h"

#include <git2.h>

namespace stackup {
namespace fs = std::filesystem;

namespace {

const std::string heads = "refs/heads/";

Result<GitOwned<git_repository>> init_at(const CheckoutPlace& place) {
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_NO_DOTGIT_DIR;
  if (place.data != place.files / ".git") options.flags |= GIT_REPOSITORY_INIT_RELATIVE_GITLINK;
  const auto files = fs::absolute(place.files).string();
  options.workdir_path = files.c_str();
  git_repository* raw = nullptr;
  if (git_repository_init_ext(&raw, place.data.c_str(), &options) != 0)
    return fail(local_git_error("the checkout " + files + " could not be made"));
  return GitOwned<git_repository>(raw);
}

Result<void> write_refs(const fs::path& data, git_repository* source, const FoundRevision& found, const std::string& default_branch) {
  GitRefs refs = refs_below(source, "refs/tags/");
  refs.merge(tracking_refs(source, "origin"));
  if (found.branch.empty()) refs[pin_of(found.commit)] = GitRef{found.commit, ""};
  if (auto written = write_whole(data / "packed-refs", packed_refs_text(refs)); !written) return written;
  if (default_branch.empty()) return {};
  std::error_code ignored;
  fs::create_directories(data / "refs/remotes/origin", ignored);
  return write_whole(data / "refs/remotes/origin/HEAD", "ref: refs/remotes/origin/" + default_branch + "\n");
}

std::string default_branch_of(git_repository* source) {
  const auto head = git_owned<git_reference>([&](git_reference** out) { return git_reference_lookup(out, source, "HEAD"); });
  const char* target = head ? git_reference_symbolic_target(head.get()) : nullptr;
  const bool is_branch = target != nullptr && std::string(target).rfind(heads, 0) == 0;
  git_oid id;
  return is_branch && git_reference_name_to_id(&id, source, target) == 0 ? std::string(target).substr(heads.size()) : std::string();
}

Result<void> set_origin(git_repository* repository, const FoundRevision& found, const CheckoutRequest& request, bool is_single) {
  const auto narrow = "+refs/heads/" + found.branch + ":refs/remotes/origin/" + found.branch;
  const bool is_narrow = is_single && !found.branch.empty();
  std::vector<std::pair<std::string, std::string>> settings{
      {"remote.origin.url", request.url}, {"remote.origin.fetch", is_narrow ? narrow : "+refs/heads/*:refs/remotes/origin/*"}};
  if (!request.filter.empty()) {
    settings.emplace_back("remote.origin.promisor", "true");
    settings.emplace_back("remote.origin.partialclonefilter", request.filter);
  }
  if (!found.branch.empty()) {
    settings.emplace_back("branch." + found.branch + ".remote", "origin");
    settings.emplace_back("branch." + found.branch + ".merge", heads + found.branch);
  }
  for (const auto& [key, value] : settings) {
    if (auto set = set_config(repository, key, value); !set) return set;
  }
  return {};
}

Result<void> set_head(git_repository* repository, const FoundRevision& found, const std::string& url) {
  git_oid id;
  git_oid_fromstr(&id, found.commit.c_str());
  if (found.branch.empty()) {
    return git_repository_set_head_detached(repository, &id) == 0 ? Result<void>{}
                                                                  : Result<void>(fail(local_git_error("HEAD could not be set")));
  }
  const auto name = heads + found.branch;
  const auto message = "clone: from " + shown_url(url);
  const auto branch = git_owned<git_reference>(
      [&](git_reference** out) { return git_reference_create(out, repository, name.c_str(), &id, 0, message.c_str()); });
  if (branch && git_repository_set_head(repository, name.c_str()) == 0) return {};
  return fail(local_git_error("the branch " + found.branch + " could not be made"));
}

void on_written(const char*, std::size_t done, std::size_t total, void* payload) {
  static_cast<GitJob*>(payload)->progress.checked_out(done, total);
}

Result<void> write_with_program(git_repository* repository, const CheckoutRequest& request, GitJob& job) {
  const auto& url = fetch_url_of(request);
  if (job.program == nullptr) return fail(needs_git_error(url, "a partial or sparse checkout"));
  const std::function<void(std::string_view)> on_line = [&job](std::string_view line) { job.progress.git_said(line); };
  const std::vector<std::string> words{
      "-c", "remote.origin.url=" + url, "-c", "core.hooksPath=/dev/null", "checkout", "--force", "--progress", "HEAD", "--", "."};
  auto outcome = job.program->run(words, git_repository_workdir(repository), job.control, on_line);
  if (!outcome) return fail(outcome);
  if (outcome->exit.success() && !job.control.must_end()) return {};
  return fail(program_error(url, *outcome, job));
}

}  // namespace

GitRefs tracking_refs(git_repository* source, const std::string& remote) {
  GitRefs refs;
  for (const auto& [name, ref] : refs_below(source, heads)) refs["refs/remotes/" + remote + "/" + name.substr(heads.size())] = ref;
  return refs;
}

std::string pin_of(const std::string& commit) { return "refs/stackup/pinned/" + commit; }

bool needs_git_for_files(git_repository* repository) {
  return config_text(repository, "remote.origin.promisor").value_or("") == "true" ||
         config_text(repository, "core.sparsecheckout").value_or("") == "true";
}

Result<GitOwned<git_repository>> make_repository(const CheckoutPlace& place, const GitSource& source, const FoundRevision& found,
                                                 const CheckoutRequest& request) {
  auto made = init_at(place);
  if (!made) return made;
  git_repository* repository = made->get();
  if (auto linked = link_objects(source.folder() / "objects", place.data / "objects"); !linked) return fail(linked);
  if (auto linked = link_lfs_objects(source.folder(), place.data); !linked) return fail(linked);
  std::error_code ignored;
  const bool is_shallow = fs::exists(source.folder() / "shallow", ignored);
  if (is_shallow) fs::copy_file(source.folder() / "shallow", place.data / "shallow", ignored);
  if (auto written = write_refs(place.data, source.repository(), found, default_branch_of(source.repository())); !written)
    return fail(written);
  if (auto noted = note_fetched_tags(place.data, source.repository()); !noted) return fail(noted);
  if (auto set = set_origin(repository, found, request, is_shallow); !set) return fail(set);
  if (auto set = set_head(repository, found, request.url); !set) return fail(set);
  return made;
}

Result<void> write_files(git_repository* repository, const std::string& commit, const CheckoutRequest& request, GitJob& job) {
  if (needs_git_for_files(repository)) {
    if (auto written = write_with_program(repository, request, job); !written) return written;
  } else {
    git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
    options.checkout_strategy = GIT_CHECKOUT_FORCE;
    options.progress_cb = on_written;
    options.progress_payload = &job;
    git_oid id;
    git_oid_fromstr(&id, commit.c_str());
    const auto tree = git_owned<git_object>([&](git_object** out) { return git_object_lookup(out, repository, &id, GIT_OBJECT_COMMIT); });
    if (!tree || git_checkout_tree(repository, tree.get(), &options) != 0)
      return fail(local_git_error("the files of " + shown_url(request.url) + " could not be written"));
  }
  if (job.control.must_end()) return fail(interrupted_error(request.url));
  return request.lfs ? check_out_lfs_files(git_repository_workdir(repository), request, job) : Result<void>{};
}

}  // namespace stackup
