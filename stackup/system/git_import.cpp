#include "stackup/base/text.h"
#include "stackup/system/git_lfs.h"
#include "stackup/system/git_update.h"

#include <git2.h>

#include <fstream>
#include <set>
#include <sstream>

namespace stackup {
namespace fs = std::filesystem;

namespace {

std::set<std::string> lines_in(const fs::path& file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  const auto lines = lines_of(text.str());
  return {lines.begin(), lines.end()};
}

/// A branch that was replaced by one below its name (a → a/b), or the other way round, is in the way of the new one.
void remove_refs_in_the_way(git_repository* repository, const std::string& name, const std::string& prefix) {
  for (const auto& [old, ref] : refs_below(repository, prefix)) {
    if (old.rfind(name + "/", 0) == 0 || name.rfind(old + "/", 0) == 0) git_reference_remove(repository, old.c_str());
  }
}

Result<void> set_ref(git_repository* repository, const std::string& name, const std::string& id, const std::string& prefix) {
  git_oid oid;
  git_oid_fromstr(&oid, id.c_str());
  const auto create = [&](git_reference** out) { return git_reference_create(out, repository, name.c_str(), &oid, 1, "stackup: fetch"); };
  if (git_owned<git_reference>(create)) return {};
  remove_refs_in_the_way(repository, name, prefix);
  if (git_owned<git_reference>(create)) return {};
  return fail(local_git_error("the ref " + name + " could not be written"));
}

Result<void> set_tracking_refs(git_repository* repository, git_repository* source, const std::string& remote) {
  const auto prefix = "refs/remotes/" + remote + "/";
  const auto old = refs_below(repository, prefix);
  for (const auto& [name, ref] : tracking_refs(source, remote)) {
    const auto same = old.find(name);
    if (same != old.end() && same->second.id == ref.id) continue;
    if (auto set = set_ref(repository, name, ref.id, prefix); !set) return set;
  }
  return {};
}

/// New tags only: one that is there may be the user's own.
void add_tags(git_repository* repository, git_repository* source) {
  const auto old = refs_below(repository, "refs/tags/");
  for (const auto& [name, ref] : refs_below(source, "refs/tags/")) {
    if (old.count(name) == 0) (void)set_ref(repository, name, ref.id, "refs/stackup/none/");
  }
}

bool is_missing_any(git_repository* repository, git_repository* source, const FoundRevision& found) {
  if (!has_object(repository, found.commit)) return true;
  for (const char* prefix : {"refs/heads/", "refs/tags/"}) {
    for (const auto& [name, ref] : refs_below(source, prefix)) {
      if (!has_object(repository, ref.id)) return true;
    }
  }
  return false;
}

/// After objects came in: the boundary of a shallow source is one here too; that of a whole source disappears.
Result<void> adjust_boundary(const fs::path& data, const fs::path& source, git_repository* repository) {
  std::error_code ignored;
  if (!fs::exists(data / "shallow", ignored)) return {};
  auto boundary = lines_in(data / "shallow");
  if (fs::exists(source / "shallow", ignored)) {
    boundary.merge(lines_in(source / "shallow"));
    return write_whole(data / "shallow", join({boundary.begin(), boundary.end()}, "\n") + "\n");
  }
  std::erase_if(boundary, [&](const std::string& id) {
    const auto commit = lookup_commit(repository, id);
    for (unsigned i = 0; commit && i < git_commit_parentcount(commit.get()); ++i) {
      if (!has_object(repository, to_hex(git_commit_parent_id(commit.get(), i)))) return false;
    }
    return true;
  });
  if (!boundary.empty()) return write_whole(data / "shallow", join({boundary.begin(), boundary.end()}, "\n") + "\n");
  fs::remove(data / "shallow", ignored);
  return set_config(repository, "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*");
}

}  // namespace

Result<void> pin_commit(git_repository* repository, const std::string& commit) {
  return set_ref(repository, pin_of(commit), commit, "refs/stackup/none/");
}

Result<void> import_source(git_repository* repository, const GitSource& source, const std::string& remote, const FoundRevision& found) {
  const fs::path data = git_repository_commondir(repository);
  std::error_code ignored;
  const bool becomes_whole = fs::exists(data / "shallow", ignored) && !fs::exists(source.folder() / "shallow", ignored);
  if (becomes_whole || is_missing_any(repository, source.repository(), found)) {
    if (auto linked = link_objects(source.folder() / "objects", data / "objects"); !linked) return linked;
    const auto odb = git_owned<git_odb>([&](git_odb** out) { return git_repository_odb(out, repository); });
    if (odb) git_odb_refresh(odb.get());
  }
  if (auto linked = link_lfs_objects(source.folder(), data); !linked) return linked;
  if (auto adjusted = adjust_boundary(data, source.folder(), repository); !adjusted) return adjusted;
  if (auto set = set_tracking_refs(repository, source.repository(), remote); !set) return set;
  add_tags(repository, source.repository());
  const bool is_ours = fetched_tags(data).has_value();
  if (auto noted = is_ours ? note_fetched_tags(data, source.repository()) : Result<void>{}; !noted) return noted;
  return found.branch.empty() ? pin_commit(repository, found.commit) : Result<void>{};
}

}  // namespace stackup
