#pragma once
// What the verbs share that only look at recipes: unlike those that build, they work outside any workspace too.

#include "stackup/base/result.h"
#include "stackup/cli/place.h"
#include "stackup/cli/verb.h"
#include "stackup/recipe/catalogue.h"

#include <string>
#include <string_view>

namespace stackup {

class World;

/// The workspace around us or the one that --workspace names; without any, the present directory with what the command line says. Words name no workspace.
[[nodiscard]] Result<Place> place_to_look(const Arguments& arguments, World& world);

/// SU0103 for a word that should have been the name of a recipe, with the closest one.
[[nodiscard]] Error unknown_recipe_name(std::string_view word, const Catalogue& catalogue);

/// One of stack_options(), for a verb that takes only some of them.
[[nodiscard]] Option stack_option(std::string_view name);

}  // namespace stackup
