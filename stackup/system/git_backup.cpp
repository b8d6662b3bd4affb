#include "stackup/system/git_backup.h"

#include "stackup/base/text.h"
#include "stackup/system/git_lock.h"
#include "stackup/system/git_objects.h"
#include "stackup/system/git_refs.h"
#include "stackup/system/git_state.h"

#include <git2.h>
#include <git2/sys/repository.h>

#include <algorithm>

namespace stackup {
namespace fs = std::filesystem;

namespace {

Result<GitOwned<git_repository>> backup_at(const fs::path& place) {
  std::error_code ignored;
  if (fs::exists(place / "HEAD", ignored)) return open_bare(place);
  fs::create_directories(place, ignored);
  git_repository* raw = nullptr;
  if (git_repository_init(&raw, place.c_str(), 1) != 0) return fail(local_git_error("the backup " + place.string() + " could not be made"));
  return GitOwned<git_repository>(raw);
}

/// All at once, as packed refs: a repository may have thousands of tags.
Result<void> keep(const fs::path& place, git_repository* backup, GitRefs refs) {
  refs.merge(refs_below(backup, "refs/"));
  return write_whole(place / "packed-refs", packed_refs_text(refs));
}

int collect_stash(std::size_t, const char*, const git_oid* id, void* payload) {
  static_cast<std::vector<std::string>*>(payload)->push_back(to_hex(id));
  return 0;
}

/// What of the checkout is a commit already: branches, tags, HEAD, stashes.
GitRefs committed_work(git_repository* checkout, const std::string& prefix) {
  GitRefs refs;
  for (const auto& [name, ref] : refs_below(checkout, "refs/heads/")) refs[prefix + name.substr(5)] = ref;
  for (const auto& [name, ref] : refs_below(checkout, "refs/tags/")) refs[prefix + name.substr(5)] = ref;
  const auto head = commit_of_head(checkout);
  if (!head.empty()) refs[prefix + "HEAD"] = GitRef{head, ""};
  std::vector<std::string> stashes;
  git_stash_foreach(checkout, collect_stash, &stashes);
  for (std::size_t i = 0; i < stashes.size(); ++i) refs[prefix + "stash/" + std::to_string(i)] = GitRef{stashes[i], ""};
  return refs;
}

GitOwned<git_signature> signature_of(git_repository* checkout) {
  auto own = git_owned<git_signature>([&](git_signature** out) { return git_signature_default(out, checkout); });
  if (own) return own;
  return git_owned<git_signature>([](git_signature** out) { return git_signature_now(out, "stackup", "stackup@localhost"); });
}

GitOwned<git_tree> head_tree(git_repository* backup, const std::string& head) {
  const auto commit = lookup_commit(backup, head);
  return commit ? git_owned<git_tree>([&](git_tree** out) { return git_commit_tree(out, commit.get()); }) : nullptr;
}

struct WorkTree {
  std::string tree;                 ///< all files as they are now
  std::vector<std::string> nested;  ///< repositories inside: submodules and others
};

/// libgit2 can't add an untracked repository inside; it gives its path with a slash at the end.
int skip_nested(const char* path, const char*, void* payload) {
  std::string name = path;
  if (name.empty() || name.back() != '/') return 0;
  name.pop_back();
  static_cast<std::vector<std::string>*>(payload)->push_back(name);
  return 1;
}

/// Adds the submodules to the nested repositories that were skipped.
std::vector<std::string> all_nested(git_index* index, std::vector<std::string> paths) {
  for (std::size_t i = 0; i < git_index_entrycount(index); ++i) {
    const auto* entry = git_index_get_byindex(index, i);
    if (entry->mode == GIT_FILEMODE_COMMIT) paths.emplace_back(entry->path);
  }
  return paths;
}

/// Reads the checkout's files into the backup's objects: the checkout's own index is not touched.
Result<WorkTree> read_work_tree(const fs::path& place, const fs::path& directory, const fs::path& checkout_data, const std::string& head) {
  auto opened = open_bare(place);
  if (!opened) return fail(opened);
  git_repository* backup = opened->get();
  std::error_code ignored;
  fs::create_directories(place / "info", ignored);
  fs::copy_file(checkout_data / "info" / "exclude", place / "info" / "exclude", fs::copy_options::overwrite_existing, ignored);
  const TemporaryTree index_file(place / "stackup-index");
  const auto index = git_owned<git_index>([&](git_index** out) { return git_index_open(out, index_file.path().c_str()); });
  git_repository_set_workdir(backup, directory.c_str(), 0);
  if (index) git_repository_set_index(backup, index.get());
  const auto tree = head_tree(backup, head);
  if (!index || (tree && git_index_read_tree(index.get(), tree.get()) != 0))
    return fail(local_git_error("the files of " + directory.string() + " could not be read"));
  std::vector<std::string> skipped;
  const bool is_read = git_index_update_all(index.get(), nullptr, nullptr, nullptr) == 0 &&
                       git_index_add_all(index.get(), nullptr, GIT_INDEX_ADD_DEFAULT, skip_nested, &skipped) == 0;
  git_oid id;
  if (!is_read || git_index_write_tree(&id, index.get()) != 0)
    return fail(local_git_error("the files of " + directory.string() + " could not be backed up"));
  return WorkTree{to_hex(&id), all_nested(index.get(), skipped)};
}

/// A commit of that tree on top of HEAD; the id of HEAD if the tree is the same.
Result<std::string> commit_work_tree(git_repository* backup, git_repository* checkout, const WorkTree& work, const std::string& head) {
  const auto parent = lookup_commit(backup, head);
  if (parent && to_hex(git_commit_tree_id(parent.get())) == work.tree) return head;
  git_oid id;
  git_oid_fromstr(&id, work.tree.c_str());
  const auto tree = git_owned<git_tree>([&](git_tree** out) { return git_tree_lookup(out, backup, &id); });
  const auto signature = signature_of(checkout);
  const git_commit* parents[] = {parent.get()};
  const int code = git_commit_create(&id, backup, nullptr, signature.get(), signature.get(), nullptr, "Uncommitted and untracked files\n",
                                     tree.get(), parent ? 1 : 0, parents);
  return code == 0 ? Result<std::string>(to_hex(&id))
                   : Result<std::string>(fail(local_git_error("the uncommitted files could not be backed up")));
}

Result<void> back_up_one(const fs::path& directory, const fs::path& place, const std::string& prefix, GitJob& job) {
  if (job.control.is_cancelled()) return fail(interrupted_error(directory.string()));
  auto checkout = open_repository(directory);
  if (!checkout) return fail(checkout);
  const fs::path data = git_repository_commondir(checkout->get());
  if (auto linked = link_objects(data / "objects", place / "objects"); !linked) return linked;
  std::error_code ignored;
  if (fs::exists(data / "shallow", ignored))
    fs::copy_file(data / "shallow", place / "shallow", fs::copy_options::overwrite_existing, ignored);
  const auto head = commit_of_head(checkout->get());
  const auto work = read_work_tree(place, directory, data, head);
  if (!work) return fail(work);
  const auto backup = open_bare(place);
  if (!backup) return fail(backup);
  auto refs = committed_work(checkout->get(), prefix);
  const auto commit = commit_work_tree(backup->get(), checkout->get(), *work, head);
  if (!commit) return fail(commit);
  refs[prefix + "worktree"] = GitRef{*commit, ""};
  if (auto kept = keep(place, backup->get(), std::move(refs)); !kept) return kept;
  for (const auto& path : work->nested) {
    if (!fs::exists(directory / path / ".git", ignored)) continue;
    if (auto kept = back_up_one(directory / path, place, prefix + "nested/" + path + "/", job); !kept) return kept;
  }
  return {};
}

/// NAME, or NAME-2, NAME-3 …: an earlier backup is never written over.
std::string unused_prefix(git_repository* backup, const std::string& name) {
  std::string wanted = "refs/stackup/backup/" + name;
  for (int n = 2; !refs_below(backup, wanted + "/").empty(); ++n) wanted = "refs/stackup/backup/" + name + "-" + std::to_string(n);
  return wanted;
}

/// Refs are stricter than people about names.
std::string as_ref_name(const std::string& name) {
  std::string result;
  for (const char c : name) {
    const bool is_fine =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || (c == '.' && !result.empty() && result.back() != '.');
    result += is_fine ? c : '-';
  }
  while (!result.empty() && result.back() == '.') result.pop_back();
  if (result.ends_with(".lock")) result[result.size() - 5] = '-';
  return result.empty() ? "backup" : result;
}

}  // namespace

Result<std::string> back_up_checkout(const fs::path& directory, const fs::path& into, const std::string& name, GitJob& job) {
  const auto place = into / (fs::absolute(directory).lexically_normal().filename().string() + ".git");
  auto lock = GitLock::take(fs::path(place).replace_extension(".lock"), job.control);
  if (!lock) return fail(lock);
  const auto backup = backup_at(place);
  if (!backup) return fail(backup);
  const auto prefix = unused_prefix(backup->get(), as_ref_name(name));
  if (auto kept = back_up_one(directory, place, prefix + "/", job); !kept) return fail(kept);
  return place.string() + " " + prefix;
}

}  // namespace stackup
