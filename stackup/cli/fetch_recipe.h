#pragma once
// `up URL`: gets the repository whose stackup.yaml is the recipe.

#include "stackup/cli/place.h"
#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"

#include <memory>

namespace stackup {

class World;

/// Clones it to where the place expects its recipe, unless it is there; then the place has its recipe_file. Never as root. The exit code, 0 for success.
int fetch_recipe(Place& place, const Arguments& arguments, World& world);

/// How the commands that make a workspace begin: its place, the recipe fetched if need be, everything resolved. Nothing where that failed, which has been told,
/// and then `exit_code` says what to end with.
[[nodiscard]] std::unique_ptr<Session> open_session_to_build(const Arguments& arguments, const SessionOptions& options, World& world, int& exit_code);

}  // namespace stackup
