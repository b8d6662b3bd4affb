#include "stackup/system/git_state.h"

#include "stackup/system/git_checkout.h"
#include "stackup/system/git_fetch.h"
#include "stackup/system/git_refs.h"

#include <git2.h>

#include <algorithm>
#include <unordered_set>

namespace stackup {

namespace {

const std::string heads = "refs/heads/";

std::vector<std::string> fetched_tips(git_repository* repository) {
  std::vector<std::string> tips;
  for (const char* prefix : {"refs/remotes/", "refs/stackup/pinned/"}) {
    for (const auto& [name, ref] : refs_below(repository, prefix)) tips.push_back(ref.id);
  }
  return tips;
}

/// Everything that can be reached from `tips`. libgit2's own walk stops with an error at the boundary of a shallow repository; this one
/// goes on.
std::unordered_set<std::string> reachable(git_repository* repository, std::vector<std::string> tips) {
  std::unordered_set<std::string> seen;
  while (!tips.empty()) {
    const auto id = std::move(tips.back());
    tips.pop_back();
    const auto commit = lookup_commit(repository, id);
    if (!commit || !seen.insert(id).second) continue;
    for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) tips.push_back(to_hex(git_commit_parent_id(commit.get(), i)));
  }
  return seen;
}

std::size_t local_commits_in_shallow(git_repository* repository, const std::string& tip) {
  const auto fetched = reachable(repository, fetched_tips(repository));
  const auto all = reachable(repository, {tip});
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& id) { return fetched.count(id) == 0; }));
}

/// Not by git_config_foreach_match: its regular expressions leak 20 KB a match in libgit2 1.5.
int note_filter(const git_config_entry* entry, void* payload) {
  const std::string_view name = entry->name;
  const bool is_filter = name.rfind("filter.", 0) == 0 && (name.ends_with(".clean") || name.ends_with(".process"));
  if (is_filter) *static_cast<bool*>(payload) = true;
  return 0;
}

bool uses_filters(git_repository* repository) {
  const auto config = git_owned<git_config>([&](git_config** out) { return git_repository_config_snapshot(out, repository); });
  bool found = false;
  if (config) git_config_foreach(config.get(), note_filter, &found);
  return found;
}

/// With git, which knows the filters (LFS), lazily fetched objects and sparse indexes that libgit2 does not.
Result<std::size_t> changed_by_program(git_repository* repository, GitJob& job) {
  const char* directory = git_repository_workdir(repository);
  auto outcome = job.program->run({"status", "--porcelain", "--untracked-files=all", "-z"}, directory, job.control);
  if (!outcome) return fail(outcome);
  if (!outcome->exit.success()) return fail(program_error(directory, *outcome, job));
  std::size_t entries = 0;
  bool is_source_of_rename = false;
  for (std::size_t at = 0; at < outcome->output.size(); at = outcome->output.find('\0', at) + 1) {
    if (!is_source_of_rename) ++entries;
    is_source_of_rename = !is_source_of_rename && (outcome->output[at] == 'R' || outcome->output[at] == 'C');
  }
  return entries;
}

/// Tags that were not fetched and hold commits of their own. Only where the fetched ones are known: elsewhere each release off the branches
/// would count.
std::vector<std::string> own_tags(git_repository* repository) {
  const auto fetched = fetched_tags(git_repository_commondir(repository));
  const std::string tags = "refs/tags/";
  std::vector<std::string> names;
  if (!fetched) return names;
  for (const auto& [name, ref] : refs_below(repository, tags)) {
    const auto& commit = ref.peeled.empty() ? ref.id : ref.peeled;
    if (fetched->count(commit) == 0 && local_commits(repository, commit) > 0) names.push_back(name.substr(tags.size()));
  }
  return names;
}

std::vector<std::string> unpushed_work(git_repository* repository) {
  std::vector<std::string> names;
  for (const auto& [name, ref] : refs_below(repository, heads)) {
    if (local_commits(repository, ref.id) > 0) names.push_back(name.substr(heads.size()));
  }
  for (const auto& name : own_tags(repository)) names.push_back("tag " + name);
  const auto head = commit_of_head(repository);
  if (branch_of_head(repository).empty() && !head.empty() && local_commits(repository, head) > 0) names.emplace_back("HEAD");
  return names;
}

}  // namespace

Result<std::size_t> changed_files(git_repository* repository, GitJob& job) {
  if (git_repository_is_bare(repository) != 0) return std::size_t{0};
  if (job.program != nullptr && (needs_git_for_files(repository) || uses_filters(repository))) return changed_by_program(repository, job);
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS;
  const auto list = git_owned<git_status_list>([&](git_status_list** out) { return git_status_list_new(out, repository, &options); });
  if (!list) return fail(local_git_error(std::string("the state of ") + git_repository_workdir(repository) + " could not be read"));
  return git_status_list_entrycount(list.get());
}

std::string operation_in_progress(git_repository* repository) {
  switch (git_repository_state(repository)) {
    case GIT_REPOSITORY_STATE_NONE:
      return {};
    case GIT_REPOSITORY_STATE_MERGE:
      return "a merge is in progress";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
      return "a revert is in progress";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
      return "a cherry-pick is in progress";
    case GIT_REPOSITORY_STATE_BISECT:
      return "a bisection is in progress";
    default:
      return "a rebase is in progress";
  }
}

std::string branch_of_head(git_repository* repository) {
  const auto head = git_owned<git_reference>([&](git_reference** out) { return git_reference_lookup(out, repository, "HEAD"); });
  const char* target = head ? git_reference_symbolic_target(head.get()) : nullptr;
  return target != nullptr && std::string(target).rfind(heads, 0) == 0 ? std::string(target).substr(heads.size()) : std::string();
}

std::string commit_of_head(git_repository* repository) {
  git_oid id;
  return git_reference_name_to_id(&id, repository, "HEAD") == 0 ? to_hex(&id) : std::string();
}

std::size_t local_commits(git_repository* repository, const std::string& tip) {
  const auto fetched = fetched_tips(repository);
  if (std::find(fetched.begin(), fetched.end(), tip) != fetched.end()) return 0;
  if (git_repository_is_shallow(repository) == 1) return local_commits_in_shallow(repository, tip);
  const auto walk = git_owned<git_revwalk>([&](git_revwalk** out) { return git_revwalk_new(out, repository); });
  git_oid id;
  git_oid_fromstr(&id, tip.c_str());
  if (!walk || git_revwalk_push(walk.get(), &id) != 0) return 1;  // what can't be judged counts as local work
  for (const auto& other : fetched) {
    git_oid_fromstr(&id, other.c_str());
    git_revwalk_hide(walk.get(), &id);
  }
  std::size_t count = 0;
  while (git_revwalk_next(&id, walk.get()) == 0) ++count;
  return count;
}

bool is_ancestor(git_repository* repository, const std::string& ancestor, const std::string& descendant) {
  if (ancestor == descendant) return true;
  if (git_repository_is_shallow(repository) == 1) return reachable(repository, {descendant}).count(ancestor) > 0;
  git_oid old_id;
  git_oid new_id;
  git_oid_fromstr(&old_id, ancestor.c_str());
  git_oid_fromstr(&new_id, descendant.c_str());
  return git_graph_descendant_of(repository, &new_id, &old_id) == 1;
}

Result<CheckoutState> inspect_checkout(const std::filesystem::path& directory, GitJob& job) {
  const auto repository = open_repository(directory);
  if (!repository) return fail(repository);
  const auto changed = changed_files(repository->get(), job);
  if (!changed) return fail(changed);
  CheckoutState state;
  state.commit = commit_of_head(repository->get());
  state.branch = branch_of_head(repository->get());
  state.modified = *changed > 0 || !operation_in_progress(repository->get()).empty();
  state.unpushed = unpushed_work(repository->get());
  git_oid stash;
  state.stashed = git_reference_name_to_id(&stash, repository->get(), "refs/stash") == 0;
  return state;
}

}  // namespace stackup
