#pragma once
// Recipes that come from elsewhere run only after their commands were shown and accepted; what was accepted is remembered by digest.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"

#include <string>
#include <vector>

namespace stackup {

class World;

/// The workspace's own recipe was fetched: by `up URL`, or it lies in a git checkout that has a remote.
[[nodiscard]] bool comes_from_elsewhere(const Place& place, World& world);
[[nodiscard]] bool is_trusted(const std::string& recipe_text, World& world);
Result<void> remember_trust(const std::string& recipe_text, const std::string& origin, World& world);

/// Every command of the recipe as it is written, with what it is for.
[[nodiscard]] std::vector<std::string> commands_of(const Recipe& recipe);

/// Shows and asks where that is needed. Fails with not_trusted. Writes nothing: the caller remembers the consent once it may write (`remember` is set then).
[[nodiscard]] Result<void> ask_for_trust(const Session& session, const Arguments& arguments, World& world, bool& remember);

/// For verbs that run commands of a recipe without bringing it up (test, smoke, run, shell, reset): asks, and remembers the consent.
[[nodiscard]] Result<void> require_trust(const Session& session, const Arguments& arguments, World& world);

}  // namespace stackup
