#pragma once
// `up URL`: gets the repository whose stackup.yaml is the recipe.

#include "stackup/cli/place.h"
#include "stackup/cli/verb.h"

namespace stackup {

class World;

/// Clones it to where the place expects its recipe, unless it is there; then the place has its recipe_file. Never as root. The exit code, 0 for success.
int fetch_recipe(Place& place, const Arguments& arguments, World& world);

}  // namespace stackup
