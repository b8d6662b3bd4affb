#pragma once
// Failures whose meaning a recipe knows: what a log says in a service's own words, said in plain ones.

#include "stackup/base/error.h"
#include "stackup/recipe/recipe.h"

#include <vector>

namespace stackup {

/// The error with cause and advice of the first known failure that is found in its cause or in the end of its log; as it was if there is none.
[[nodiscard]] Error explained(const Error& error, const std::vector<KnownFailure>& known);

}  // namespace stackup
