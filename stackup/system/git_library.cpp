#include "stackup/system/git_library.h"

#include <git2.h>

#include <mutex>

namespace stackup {

void GitFree::operator()(git_annotated_commit* commit) const { git_annotated_commit_free(commit); }
void GitFree::operator()(git_commit* commit) const { git_commit_free(commit); }
void GitFree::operator()(git_config* config) const { git_config_free(config); }
void GitFree::operator()(git_index* index) const { git_index_free(index); }
void GitFree::operator()(git_object* object) const { git_object_free(object); }
void GitFree::operator()(git_odb* odb) const { git_odb_free(odb); }
void GitFree::operator()(git_reference* reference) const { git_reference_free(reference); }
void GitFree::operator()(git_remote* remote) const { git_remote_free(remote); }
void GitFree::operator()(git_repository* repository) const { git_repository_free(repository); }
void GitFree::operator()(git_revwalk* walk) const { git_revwalk_free(walk); }
void GitFree::operator()(git_signature* signature) const { git_signature_free(signature); }
void GitFree::operator()(git_status_list* list) const { git_status_list_free(list); }
void GitFree::operator()(git_submodule* submodule) const { git_submodule_free(submodule); }
void GitFree::operator()(git_tree* tree) const { git_tree_free(tree); }

GitLibrary::GitLibrary(const EnvironmentMap& environment) {
  // libgit2's global state is not safe against a first initialisation from two threads that also set options.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  git_libgit2_init();
  const auto home = environment.find("HOME");
  if (home != environment.end()) git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, home->second.c_str());
  git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, environment.count("GIT_CONFIG_NOSYSTEM") != 0 ? "" : "/etc");
  // Partial clones and per-worktree configuration are read well enough for everything that is done here.
  const char* extensions[] = {"noop", "objectformat", "partialclone", "worktreeconfig", "preciousobjects"};
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size(extensions));
}

GitLibrary::~GitLibrary() { git_libgit2_shutdown(); }

std::string last_git_message() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "libgit2 gave no reason";
}

Error local_git_error(const std::string& what) {
  const auto why = last_git_message();
  if (why.find("No space left") != std::string::npos) return Error(ErrorCode::disk_full, what).because(why);
  return Error(ErrorCode::fetch_failed, what).because(why);
}

Result<GitOwned<git_repository>> open_repository(const std::filesystem::path& directory) {
  git_repository* raw = nullptr;
  const int opened = git_repository_open_ext(&raw, directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (opened == 0) return GitOwned<git_repository>(raw);
  auto error = local_git_error("there is no readable git repository at " + directory.string());
  if (opened == GIT_EOWNER) {  // libgit2's message is then about the setting that it looked for
    error.because("it belongs to another user, whom git does not trust").try_("chown -R it to yourself, or: git config --global --add safe.directory " + directory.string());
  }
  return fail(error);
}

Result<GitOwned<git_repository>> open_bare(const std::filesystem::path& directory) {
  git_repository* raw = nullptr;
  if (git_repository_open_bare(&raw, directory.c_str()) == 0) return GitOwned<git_repository>(raw);
  return fail(local_git_error("there is no readable bare repository at " + directory.string()));
}

std::string to_hex(const git_oid* id) {
  std::string hex(GIT_OID_HEXSZ, '0');
  git_oid_fmt(hex.data(), id);
  return hex;
}

std::optional<std::string> config_text(git_repository* repository, const std::string& key) {
  const auto config = git_owned<git_config>([&](git_config** out) { return git_repository_config_snapshot(out, repository); });
  const char* value = nullptr;
  if (!config || git_config_get_string(&value, config.get(), key.c_str()) != 0) return std::nullopt;
  return std::string(value);
}

Result<void> set_config(git_repository* repository, const std::string& key, const std::string& value) {
  const auto config = git_owned<git_config>([&](git_config** out) { return git_repository_config(out, repository); });
  if (!config || git_config_set_string(config.get(), key.c_str(), value.c_str()) != 0) {
    return fail(local_git_error("the setting " + key + " could not be written"));
  }
  return {};
}

Result<void> set_config_flag(git_repository* repository, const std::string& key) { return set_config(repository, key, "true"); }

std::string commit_of(git_repository* repository, const std::string& hex) {
  git_oid id;
  if (git_oid_fromstr(&id, hex.c_str()) != 0) return {};
  const auto object = git_owned<git_object>([&](git_object** out) { return git_object_lookup(out, repository, &id, GIT_OBJECT_ANY); });
  if (!object) return {};
  const auto commit = git_owned<git_object>([&](git_object** out) { return git_object_peel(out, object.get(), GIT_OBJECT_COMMIT); });
  return commit ? to_hex(git_object_id(commit.get())) : std::string();
}

bool has_object(git_repository* repository, const std::string& hex) {
  git_oid id;
  if (git_oid_fromstr(&id, hex.c_str()) != 0) return false;
  const auto odb = git_owned<git_odb>([&](git_odb** out) { return git_repository_odb(out, repository); });
  return odb && git_odb_exists(odb.get(), &id) == 1;
}

GitOwned<git_commit> lookup_commit(git_repository* repository, const std::string& hex) {
  git_oid id;
  if (git_oid_fromstr(&id, hex.c_str()) != 0) return nullptr;
  return git_owned<git_commit>([&](git_commit** out) { return git_commit_lookup(out, repository, &id); });
}

}  // namespace stackup
