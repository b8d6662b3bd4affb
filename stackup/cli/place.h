#pragma once
// Which workspace a command means, and what that workspace remembers of the commands that made it.

#include "stackup/base/result.h"
#include "stackup/cli/verb.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stackup {

class World;

/// What `up` was told, kept in .stackup/workspace.json, so that later commands need not be told again.
struct Remembered {
  std::vector<std::string> targets;
  std::vector<std::string> with;
  std::vector<std::string> only;
  std::vector<std::string> settings;  ///< NAME.KEY=VALUE
  std::vector<std::string> sources;   ///< NAME=DIR
  std::vector<std::string> mirrors;   ///< FROM=TO
  std::vector<std::string> recipes;   ///< directories
  std::string recipe_file;            ///< the workspace's own recipe, where it is not WORKSPACE/stackup.yaml (`up URL`)
  std::string url;                    ///< of `up URL`

  bool operator==(const Remembered&) const = default;
};

struct Place {
  std::filesystem::path workspace;
  Remembered remembered;
  std::optional<std::filesystem::path> recipe_file;  ///< the workspace's own recipe, if it has one
  std::vector<std::string> words;                    ///< positional words that did not name the workspace

  [[nodiscard]] std::filesystem::path state() const { return workspace / ".stackup"; }
};

[[nodiscard]] bool is_url(const std::string& word);
/// "https://…/shop.git" → shop
[[nodiscard]] std::string name_from_url(const std::string& url);

/// For `up`, `plan`, `fetch`: --workspace, else the directory with a stackup.yaml around us, else ~/stackup/NAME of the first word. What the command line says is
/// laid over what is remembered.
[[nodiscard]] Result<Place> place_to_build(const Arguments& arguments, World& world);
/// For commands on an existing workspace: --workspace, else the one around us, else ~/stackup/WORD, else the only one in ~/stackup.
[[nodiscard]] Result<Place> existing_place(const Arguments& arguments, World& world);

[[nodiscard]] Result<Remembered> read_remembered(const std::filesystem::path& workspace, World& world);
Result<void> write_remembered(const std::filesystem::path& workspace, const Remembered& remembered, World& world);

}  // namespace stackup
