#pragma once
// All recipes that can be named, in search order, and the settings that change them.

#include "stackup/base/diagnostics.h"
#include "stackup/recipe/node.h"
#include "stackup/recipe/recipe.h"

#include <map>
#include <string>
#include <vector>

namespace stackup {

/// `--set NAME.KEY=VALUE`, split; VALUE is YAML.
struct Setting {
  std::string recipe;
  std::vector<std::string> keys;
  Node value;
};
[[nodiscard]] std::optional<Setting> parse_setting(const std::string& text, Diagnostics& diagnostics);

enum class RecipeOrigin { workspace, directory, built_in };

/// A document that was read, before anything is merged into it.
struct RecipeDocument {
  std::string name;
  Node document;
  RecipeOrigin origin = RecipeOrigin::built_in;
  std::string directory;  ///< where the file lies; empty: built in
};

class Catalogue {
 public:
  /// Reads a text and keeps its recipe; mistakes are reported, and a second recipe of one name in the same place is one. Texts of a better origin win.
  void add(const SourceText& source, RecipeOrigin origin, std::string directory, Diagnostics& diagnostics);
  void set(Setting setting) { settings_.push_back(std::move(setting)); }

  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] const RecipeDocument* find(std::string_view name) const;
  /// The workspace's own recipe, if there is one.
  [[nodiscard]] const RecipeDocument* workspace() const;
  /// URL prefixes from the workspace's `mirrors:`, in order.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& mirrors() const { return mirrors_; }

  /// The document after extends, overrides and settings.
  [[nodiscard]] std::optional<Node> merged_document(std::string_view name, Diagnostics& diagnostics) const;
  /// merged_document, decoded.
  [[nodiscard]] std::optional<Recipe> recipe(std::string_view name, Diagnostics& diagnostics) const;

 private:
  std::vector<RecipeDocument> documents_;
  std::map<std::string, Node> overrides_;
  std::vector<std::pair<std::string, std::string>> mirrors_;
  std::vector<Setting> settings_;
};

}  // namespace stackup
