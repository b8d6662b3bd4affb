#pragma once
// From a workspace's recipes to a resolved stack, with every mistake of all of them at once.

#include "stackup/base/diagnostics.h"
#include "stackup/cli/place.h"
#include "stackup/plan/stack.h"
#include "stackup/recipe/catalogue.h"

#include <map>
#include <memory>
#include <optional>

namespace stackup {

class World;

/// Everything that was read; shared by the verbs that only look at recipes.
struct Recipes {
  Sources sources;
  Catalogue catalogue;
  std::string workspace_recipe;  ///< name of the workspace's own recipe; empty: none
  std::string workspace_text;    ///< its text
};

/// Reads the built-in recipes, those of --recipes and the workspace's own, and applies --set. Mistakes go to `diagnostics`.
[[nodiscard]] Recipes read_recipes(const Place& place, World& world, Diagnostics& diagnostics);

/// The workspace's .env over the environment that stackup was started with; mistakes in .env go to `diagnostics`.
[[nodiscard]] std::map<std::string, std::string> recipe_environment(const Place& place, World& world, Recipes& recipes, Diagnostics& diagnostics);

/// The stack of the place's targets (none remembered: the workspace's own recipe).
[[nodiscard]] std::optional<Stack> resolve_place(const Place& place, const Recipes& recipes, const std::map<std::string, std::string>& environment, Diagnostics& diagnostics);

/// What --src says: unit → directory.
[[nodiscard]] std::map<std::string, std::filesystem::path> given_sources(const Place& place, World& world, Diagnostics& diagnostics);
/// What --mirror says, before what the workspace's recipe says.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> given_mirrors(const Place& place, const Recipes& recipes, Diagnostics& diagnostics);

}  // namespace stackup
