#pragma once
// Runs a verb's coroutine on the one loop.

#include "stackup/engine/flag.h"

#include <functional>

namespace stackup {

class World;

/// Until `body` ends; its value is the exit code. The first Ctrl-C (or TERM) sets the flag that `body` is given, so that it can end in order; the second one ends
/// the program at once.
int run_on_loop(World& world, const std::function<Task<int>(Flag& stop)>& body);

}  // namespace stackup
