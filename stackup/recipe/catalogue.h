#pragma once
// All recipes that can be named, in search order, and the settings that change them.

#include "stackup/base/diagnostics.h"
#include "stackup/recipe/node.h"
#include "stackup/recipe/recipe.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// `--set NAME.KEY=VALUE`, split; VALUE is YAML.
struct Setting {
  Name recipe;
  std::vector<Name> keys;
  Node value;
};
/// All --set texts as one source named `--set`, a line each, for showing errors.
[[nodiscard]] SourceText settings_source(const std::vector<std::string>& texts);
/// Spans point into settings_source(): `line` is where the text begins there.
[[nodiscard]] std::optional<Setting> parse_setting(const std::string& text, Diagnostics& diagnostics, int line = 1);
[[nodiscard]] std::vector<Setting> parse_settings(const std::vector<std::string>& texts, Diagnostics& diagnostics);
/// `document` with the setting put in; a first key that is no section, but a declared parameter, sets that parameter.
[[nodiscard]] Node with_setting(Node document, const Setting& setting, Diagnostics& diagnostics);

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

  /// Of all recipes that can be named, sorted.
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
  /// Overrides and settings of recipes that do not exist, and overrides that spoil the recipe that they change.
  void check_changes(Diagnostics& diagnostics) const;
  /// `what` at `name`, with the closest recipe that exists. Silent about a recipe whose text could not be read: that was reported.
  void report_unknown(std::string_view what, const Name& name, Diagnostics& diagnostics) const;

 private:
  void read(const SourceText& source, RecipeOrigin origin, std::string directory, Diagnostics& diagnostics);
  void note_unreadable(const SourceText& source);
  void take_workspace_sections(Node& document, Diagnostics& diagnostics);
  void keep(RecipeDocument document, Diagnostics& diagnostics);
  [[nodiscard]] std::optional<Node> extended(const RecipeDocument& start, Diagnostics& diagnostics) const;

  std::vector<RecipeDocument> documents_;
  std::vector<Entry> overrides_;
  std::vector<std::pair<std::string, std::string>> mirrors_;
  std::vector<Setting> settings_;
  std::set<std::string> unreadable_;  ///< names that recipes in broken texts probably have
};

}  // namespace stackup
