#pragma once
// `stackup list`: every recipe that can be named, by what it is.

#include "stackup/cli/verb.h"
#include "stackup/recipe/catalogue.h"
#include "stackup/ui/screen.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// What a recipe is follows from the sections that it fills (docs/recipes.md); `base` is one that is only there to be extended.
enum class RecipeKind { project, stack, service, base };
[[nodiscard]] std::string_view to_string(RecipeKind kind);
[[nodiscard]] std::string_view to_string(RecipeOrigin origin);

struct ListedRecipe {
  std::string name;
  std::string summary;
  std::string description;
  RecipeKind kind = RecipeKind::service;
  RecipeOrigin origin = RecipeOrigin::built_in;
  std::string file;
  std::vector<std::string> offers;

  bool operator==(const ListedRecipe&) const = default;
};

/// A workspace's own recipe without a repository is the project that its files are of, unless others can claim something of it.
[[nodiscard]] RecipeKind kind_of(const Node& document, RecipeOrigin origin);
/// All of them by name. A recipe with mistakes is listed with what could be read of it.
[[nodiscard]] std::vector<ListedRecipe> listed_recipes(const Catalogue& catalogue);
/// Those with `word` in the name, summary or description, whatever its case.
[[nodiscard]] std::vector<ListedRecipe> recipes_about(std::vector<ListedRecipe> recipes, std::string_view word);

/// A section for each kind. Where recipes come from is shown only if some are not built in.
[[nodiscard]] std::string list_text(const std::vector<ListedRecipe>& recipes, const Screen& screen);
/// {"v":1,"kind":"recipes","recipes":[{"name":…,"summary":…,"kind":"service","origin":"built_in","file":…,"offers":[…]}]}
[[nodiscard]] std::string list_json(const std::vector<ListedRecipe>& recipes);

[[nodiscard]] Verb list_verb();

}  // namespace stackup
