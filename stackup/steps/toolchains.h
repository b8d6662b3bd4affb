#pragma once
// Which toolchains this machine has without its package manager's doing.

#include "stackup/plan/stack.h"
#include "stackup/ports/ports.h"

#include <set>
#include <string>

namespace stackup {

/// Packages that steps of the stack need by their kind and that are not installed, though their programs are found in every unit's PATH that needs them:
/// somebody has put them into /usr/local, or a recipe's `path:` names them.
[[nodiscard]] std::set<std::string> toolchains_at_hand(const Stack& stack, const Ports& ports);

}  // namespace stackup
