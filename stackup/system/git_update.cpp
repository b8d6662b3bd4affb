#include "stackup/system/git_update.h"

#include "stackup/base/text.h"
#include "stackup/system/git_fetch.h"
#include "stackup/system/git_lfs.h"
#include "stackup/system/git_state.h"
#include "stackup/system/git_url.h"

#include <git2.h>

#include <algorithm>

namespace stackup {
namespace fs = std::filesystem;

namespace {

const std::string heads = "refs/heads/";

/// The remote that names the recipe's repository: people rename origin to upstream and put their fork in its place. Empty: none does.
std::string remote_named(git_repository* repository, const std::string& url) {
  git_strarray names{};
  if (git_remote_list(&names, repository) != 0) return {};
  std::string found;
  for (std::size_t i = 0; i < names.count; ++i) {
    const std::string name = names.strings[i];
    const bool is_better = found.empty() || name == "origin";
    if (is_better && config_text(repository, "remote." + name + ".url").value_or("") == url) found = name;
  }
  git_strarray_dispose(&names);
  return found;
}

/// HEAD was put where it is by stackup: on a branch that follows origin's of the same name, or detached at what was fetched.
bool is_own_place(git_repository* repository) {
  const auto branch = branch_of_head(repository);
  if (!branch.empty()) return config_text(repository, "branch." + branch + ".merge").value_or("") == heads + branch;
  git_oid id;
  return git_reference_name_to_id(&id, repository, pin_of(commit_of_head(repository)).c_str()) == 0;
}

std::string text_of_commits(std::size_t count, const std::string& branch) {
  return counted(count, "local commit") + (branch.empty() ? " on no branch" : " on " + branch);
}

/// A branch of the wanted name that HEAD is not on, and that can't be brought forward.
std::string reason_of_other_branch(git_repository* repository, const FoundRevision& found) {
  git_oid id;
  if (git_reference_name_to_id(&id, repository, (heads + found.branch).c_str()) != 0) return {};
  if (is_ancestor(repository, to_hex(&id), found.commit)) return {};
  return "the branch " + found.branch + " has commits of its own";
}

std::string reason_of_place(git_repository* repository, const FoundRevision& found) {
  const auto branch = branch_of_head(repository);
  if (!found.branch.empty() && branch == found.branch) return {};
  if (!branch.empty() && (!found.branch.empty() || !is_own_place(repository))) return "you are on branch " + branch;
  if (branch.empty() && !is_own_place(repository))
    return "you are on commit " + commit_of_head(repository).substr(0, 12) + ", on no branch";
  return found.branch.empty() ? std::string() : reason_of_other_branch(repository, found);
}

Result<void> point_head(git_repository* repository, const FoundRevision& found) {
  git_oid id;
  git_oid_fromstr(&id, found.commit.c_str());
  if (found.branch.empty()) {
    return git_repository_set_head_detached(repository, &id) == 0 ? Result<void>{}
                                                                  : Result<void>(fail(local_git_error("HEAD could not be moved")));
  }
  const auto name = heads + found.branch;
  const auto branch = git_owned<git_reference>(
      [&](git_reference** out) { return git_reference_create(out, repository, name.c_str(), &id, 1, "stackup: fast-forward"); });
  if (branch && git_repository_set_head(repository, name.c_str()) == 0) return {};
  return fail(local_git_error("the branch " + found.branch + " could not be moved"));
}

/// The two-tree form of read-tree is what git itself fast-forwards with; it refuses to overwrite untracked files.
Result<std::string> write_changes_with_program(git_repository* repository, const FoundRevision& found, const CheckoutRequest& request,
                                               GitJob& job) {
  const auto& url = fetch_url_of(request);
  if (job.program == nullptr) return fail(needs_git_error(url, "a partial or sparse checkout"));
  const std::vector<std::string> words{"-c", "remote.origin.url=" + url, "read-tree", "-m", "-u", "HEAD", found.commit};
  auto outcome = job.program->run(words, git_repository_workdir(repository), job.control);
  if (!outcome) return fail(outcome);
  if (outcome->exit.success()) return std::string();
  if (outcome->errors.find("would be") != std::string::npos) return "files are in the way: " + printable(trimmed(outcome->errors));
  return fail(program_error(url, *outcome, job));
}

Result<std::string> write_changes(git_repository* repository, const FoundRevision& found, GitJob& job) {
  git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
  options.checkout_strategy = GIT_CHECKOUT_SAFE | GIT_CHECKOUT_DONT_OVERWRITE_IGNORED;
  options.progress_cb = [](const char*, std::size_t done, std::size_t total, void* payload) {
    static_cast<GitJob*>(payload)->progress.checked_out(done, total);
  };
  options.progress_payload = &job;
  git_oid id;
  git_oid_fromstr(&id, found.commit.c_str());
  const auto tree = git_owned<git_object>([&](git_object** out) { return git_object_lookup(out, repository, &id, GIT_OBJECT_COMMIT); });
  const int code = tree ? git_checkout_tree(repository, tree.get(), &options) : -1;
  if (code == GIT_ECONFLICT) return "files that are not tracked are in the way of new ones: " + last_git_message();
  if (code != 0) return fail(local_git_error("the files could not be written"));
  return std::string();
}

/// In the repository's data, so that nothing appears beside a checkout that is not ours.
fs::path own_place(git_repository* repository, const std::string& what) {
  return fs::path(git_repository_commondir(repository)) / "stackup" / what;
}

/// Depth and filter count for the first fetch: a checkout that has everything stays so.
CheckoutRequest adapted(const CheckoutRequest& request, git_repository* repository) {
  auto result = request;
  if (git_repository_is_shallow(repository) == 0) result.depth = 0;
  if (config_text(repository, "remote.origin.promisor").value_or("") != "true") result.filter.clear();
  return result;
}

Result<std::string> follow(git_repository* repository, const FoundRevision& found, const CheckoutRequest& request, GitJob& job) {
  auto reason = reason_to_keep(repository, found, job);
  if (!reason || !reason->empty()) return reason;
  auto moved = move_head(repository, found, request, job);
  if (!moved || !moved->empty()) return moved;
  if (request.lfs) {
    if (auto written = check_out_lfs_files(git_repository_workdir(repository), request, job); !written) return fail(written);
  }
  return moved;
}

Result<FoundRevision> fetch_and_import(git_repository* repository, const std::string& remote, const CheckoutRequest& request, GitJob& job) {
  const bool becomes_whole = request.depth == 0 && git_repository_is_shallow(repository) == 1;
  auto source = GitSource::open(request, own_place(repository, "fetch.git"), becomes_whole ? nullptr : repository, job);
  if (!source) return fail(source);
  if (auto fetched = source->bring_up_to_date(request, job); !fetched) return fail(fetched);
  auto found = source->find(request);
  if (!found) return found;
  if (auto imported = import_source(repository, *source, remote, *found); !imported) return fail(imported);
  return found;
}

}  // namespace

Result<std::string> reason_to_keep(git_repository* repository, const FoundRevision& found, GitJob& job) {
  std::vector<std::string> reasons;
  const auto branch = branch_of_head(repository);
  const auto head = commit_of_head(repository);
  const auto changed = changed_files(repository, job);
  if (!changed) return fail(changed);
  if (const auto operation = operation_in_progress(repository); !operation.empty()) reasons.push_back(operation);
  if (*changed > 0) reasons.push_back("uncommitted changes in " + counted(*changed, "file"));
  if (const auto place = reason_of_place(repository, found); !place.empty()) reasons.push_back(place);
  const auto commits = head.empty() ? 0 : local_commits(repository, head);
  if (commits > 0) reasons.push_back(text_of_commits(commits, branch));
  const bool must_follow = reasons.empty() && !head.empty() && !found.branch.empty() && branch == found.branch;
  if (must_follow && !is_ancestor(repository, head, found.commit))
    reasons.push_back("its commits are no longer part of " + branch + " upstream, which was rewritten");
  return join(reasons, ", ");
}

Result<std::string> move_head(git_repository* repository, const FoundRevision& found, const CheckoutRequest& request, GitJob& job) {
  auto written =
      needs_git_for_files(repository) ? write_changes_with_program(repository, found, request, job) : write_changes(repository, found, job);
  if (!written || !written->empty()) return written;
  if (auto pointed = point_head(repository, found); !pointed) return fail(pointed);
  return std::string();
}

Result<UpdateOutcome> update_checkout(const CheckoutRequest& asked, GitJob& job) {
  auto opened = open_repository(asked.directory);
  if (!opened) return fail(opened);
  git_repository* repository = opened->get();
  const auto lock = GitLock::take(own_place(repository, "lock"), job.control);
  if (!lock) return fail(lock);
  UpdateOutcome outcome{commit_of_head(repository), commit_of_head(repository), ""};
  const auto request = adapted(asked, repository);
  const auto remote = remote_named(repository, request.url);
  if (remote.empty()) {
    outcome.kept_because = "none of its remotes is " + shown_url(request.url) + " (origin is " +
                           shown_url(config_text(repository, "remote.origin.url").value_or("not set")) + ")";
    return outcome;
  }
  const auto found = fetch_and_import(repository, remote, request, job);
  if (!found) return fail(found);
  if (found->commit != outcome.from) {
    auto kept = follow(repository, *found, request, job);
    if (!kept) return fail(kept);
    outcome.kept_because = *kept;
  }
  if (outcome.kept_because.empty()) outcome.to = found->commit;
  if (outcome.kept_because.empty() && request.submodules) {
    if (auto updated = check_out_submodules(repository, request, job); !updated) return fail(updated);
  }
  return outcome;
}

}  // namespace stackup
