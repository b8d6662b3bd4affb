#include "stackup/system/git_submodules.h"

#include "stackup/base/text.h"
#include "stackup/system/git_url.h"

#include <git2.h>

#include <algorithm>
#include <fstream>
#include <map>

#include <unistd.h>

namespace stackup {
namespace fs = std::filesystem;

namespace {

/// libgit2 reads configuration from files only.
class ConfigText {
 public:
  explicit ConfigText(const std::string& text) {
    std::string pattern = (fs::temp_directory_path() / "stackup-gitmodules-XXXXXX").string();
    const int descriptor = ::mkstemp(pattern.data());
    if (descriptor < 0) return;
    ::close(descriptor);
    std::ofstream(pattern, std::ios::binary) << text;
    config_ = git_owned<git_config>([&](git_config** out) { return git_config_open_ondisk(out, pattern.c_str()); });
    if (config_) snapshot_ = git_owned<git_config>([&](git_config** out) { return git_config_snapshot(out, config_.get()); });
    ::unlink(pattern.c_str());
  }
  [[nodiscard]] git_config* get() const { return snapshot_.get(); }

 private:
  GitOwned<git_config> config_;
  GitOwned<git_config> snapshot_;
};

/// "submodule.NAME.path" and "….url", by NAME.
int collect(const git_config_entry* entry, void* payload) {
  auto& pins = *static_cast<std::map<std::string, SubmodulePin>*>(payload);
  const std::string key = entry->name;
  const std::string prefix = "submodule.";
  const auto dot = key.rfind('.');
  if (key.rfind(prefix, 0) != 0 || dot <= prefix.size()) return 0;
  const auto name = key.substr(prefix.size(), dot - prefix.size());
  pins[name].name = name;
  if (key.substr(dot) == ".path") pins[name].path = entry->value;
  if (key.substr(dot) == ".url") pins[name].url = entry->value;
  return 0;
}

bool is_inside(const std::string& path) {
  const fs::path parts(path);
  if (path.empty() || parts.is_absolute() || path.front() == '-') return false;
  return std::none_of(parts.begin(), parts.end(), [](const fs::path& part) { return part == ".." || part == ".git"; });
}

std::string modules_text(git_repository* repository, git_tree* tree) {
  const git_tree_entry* entry = git_tree_entry_byname(tree, ".gitmodules");
  if (entry == nullptr || git_tree_entry_type(entry) != GIT_OBJECT_BLOB) return {};
  const auto object = git_owned<git_object>([&](git_object** out) { return git_tree_entry_to_object(out, repository, entry); });
  if (!object) return {};
  const auto* blob = reinterpret_cast<const git_blob*>(object.get());
  return {static_cast<const char*>(git_blob_rawcontent(blob)), static_cast<std::size_t>(git_blob_rawsize(blob))};
}

/// The commit that the tree has at `path`; empty: there is no submodule.
std::string pinned_at(git_tree* tree, const std::string& path) {
  git_tree_entry* entry = nullptr;
  if (git_tree_entry_bypath(&entry, tree, path.c_str()) != 0) return {};
  const bool is_link = git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT;
  auto id = is_link ? to_hex(git_tree_entry_id(entry)) : std::string();
  git_tree_entry_free(entry);
  return id;
}

}  // namespace

Result<std::vector<SubmodulePin>> submodules_of(git_repository* repository, const std::string& commit_id) {
  std::vector<SubmodulePin> found;
  const auto commit = lookup_commit(repository, commit_id);
  const auto tree = commit ? git_owned<git_tree>([&](git_tree** out) { return git_commit_tree(out, commit.get()); }) : nullptr;
  if (!tree) return fail(local_git_error("the commit " + commit_id + " could not be read"));
  const auto text = modules_text(repository, tree.get());
  if (text.empty()) return found;
  const ConfigText config(text);
  std::map<std::string, SubmodulePin> pins;
  if (config.get() == nullptr || git_config_foreach(config.get(), collect, &pins) != 0)
    return fail(local_git_error(".gitmodules could not be read"));
  for (auto& [name, pin] : pins) {
    if (pin.path.empty() || pin.url.empty()) continue;
    while (pin.path.size() > 1 && pin.path.back() == '/') pin.path.pop_back();
    if (!is_inside(name) || !is_inside(pin.path)) {
      return fail(Error(ErrorCode::fetch_failed, "the submodule '" + printable(name) + "' is refused")
                      .because("its name or path would leave the checkout"));
    }
    pin.commit = pinned_at(tree.get(), pin.path);
    if (!pin.commit.empty()) found.push_back(pin);
  }
  return found;
}

std::string resolved_submodule_url(const std::string& origin, const std::string& url) {
  if (url.rfind("./", 0) != 0 && url.rfind("../", 0) != 0) return url;
  std::string base = origin;
  std::string rest = url;
  while (base.size() > 1 && base.back() == '/') base.pop_back();
  while (true) {
    if (rest.rfind("./", 0) == 0) {
      rest.erase(0, 2);
    } else if (rest.rfind("../", 0) == 0) {
      rest.erase(0, 3);
      const auto slash = base.find_last_of("/:");
      if (slash == std::string::npos) break;
      if (base[slash] == ':') return base.substr(0, slash + 1) + rest;  // host:path
      base.resize(slash);
    } else {
      break;
    }
  }
  return base + "/" + rest;
}

Result<CheckoutRequest> request_for(const SubmodulePin& pin, const CheckoutRequest& parent) {
  CheckoutRequest request = parent;
  request.url = resolved_submodule_url(parent.url, pin.url);
  request.fetch_url.clear();
  request.revision = Commit{pin.commit};
  request.directory = parent.directory / pin.path;
  const bool is_local = transport_of(request.url) == GitTransport::local;
  const bool may_be_local = transport_of(parent.url) == GitTransport::local || transport_of(parent.fetch_url) == GitTransport::local;
  if (!is_local || may_be_local) return request;
  return fail(Error(ErrorCode::fetch_failed, "the submodule '" + pin.name + "' of " + shown_url(parent.url) + " is refused")
                  .because("it names a path of this machine: " + printable(request.url)));
}

}  // namespace stackup
