#pragma once
// What could be better in a recipe that works: the warnings of `stackup check --strict`, codes SU10xx. Each is a rule of its own; a rule that is wrong about
// a good recipe is to be changed.

#include "stackup/base/diagnostics.h"
#include "stackup/recipe/recipe.h"

namespace stackup {

/// `document` is the merged one that `recipe` was decoded from. Abstract recipes are left alone: what they lack, those that extend them may have.
void lint_recipe(const Recipe& recipe, const Node& document, Diagnostics& warnings);

/// Whether it is there for others to use: it listens, there are no sources of its own to hack on, and it offers something or is at least no one's dependant.
[[nodiscard]] bool is_service(const Recipe& recipe);

}  // namespace stackup
