#pragma once
// How every verb on an existing workspace begins.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"
#include "stackup/engine/flag.h"

#include <functional>

namespace stackup {

class World;

/// Gives up root, finds the workspace, resolves its recipes, and runs `body` on the loop. The exit code; mistakes are told.
int on_workspace(const Arguments& arguments, World& world, const std::function<Task<int>(Session& session, Flag& stop)>& body);

}  // namespace stackup
