#pragma once
// libgit2 with C++ ownership. Its types are only named here: <git2.h> is included by git_*.cpp alone. Object ids travel as 40 hexadecimal
// digits.

#include "stackup/base/result.h"
#include "stackup/ports/program.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct git_annotated_commit;
struct git_commit;
struct git_config;
struct git_index;
struct git_object;
struct git_odb;
struct git_oid;
struct git_reference;
struct git_remote;
struct git_repository;
struct git_revwalk;
struct git_signature;
struct git_status_list;
struct git_submodule;
struct git_tree;

namespace stackup {

struct GitFree {
  void operator()(git_annotated_commit* commit) const;
  void operator()(git_commit* commit) const;
  void operator()(git_config* config) const;
  void operator()(git_index* index) const;
  void operator()(git_object* object) const;
  void operator()(git_odb* odb) const;
  void operator()(git_reference* reference) const;
  void operator()(git_remote* remote) const;
  void operator()(git_repository* repository) const;
  void operator()(git_revwalk* walk) const;
  void operator()(git_signature* signature) const;
  void operator()(git_status_list* list) const;
  void operator()(git_submodule* submodule) const;
  void operator()(git_tree* tree) const;
};

template <class T>
using GitOwned = std::unique_ptr<T, GitFree>;

/// Calls `open(T**)` and owns what it gives; null if it failed.
template <class T, class Open>
[[nodiscard]] GitOwned<T> git_owned(Open open) {
  T* raw = nullptr;
  if (open(&raw) < 0) return nullptr;
  return GitOwned<T>(raw);
}

/// Keeps libgit2 initialised (5 ms the first time). It looks configuration up where git would: below HOME of `environment`, in /etc unless
/// GIT_CONFIG_NOSYSTEM is there.
class GitLibrary {
 public:
  explicit GitLibrary(const EnvironmentMap& environment);
  ~GitLibrary();
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

/// What libgit2 said last on this thread, in its own words.
[[nodiscard]] std::string last_git_message();
/// The error of a local operation that should have worked: SU0409 with libgit2's words.
[[nodiscard]] Error local_git_error(const std::string& what);

[[nodiscard]] Result<GitOwned<git_repository>> open_repository(const std::filesystem::path& directory);
/// A bare one, without a search in the parents.
[[nodiscard]] Result<GitOwned<git_repository>> open_bare(const std::filesystem::path& directory);

[[nodiscard]] std::string to_hex(const git_oid* id);
[[nodiscard]] std::optional<std::string> config_text(git_repository* repository, const std::string& key);
[[nodiscard]] Result<void> set_config(git_repository* repository, const std::string& key, const std::string& value);
[[nodiscard]] Result<void> set_config_flag(git_repository* repository, const std::string& key);

/// The commit that the object names, after peeling tags; empty: it is not there or no commit.
[[nodiscard]] std::string commit_of(git_repository* repository, const std::string& hex);
[[nodiscard]] bool has_object(git_repository* repository, const std::string& hex);
[[nodiscard]] GitOwned<git_commit> lookup_commit(git_repository* repository, const std::string& hex);

}  // namespace stackup
