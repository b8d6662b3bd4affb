#pragma once
// What a need has to say about a parameter of an offer.

#include "stackup/recipe/recipe.h"

namespace stackup {

/// `name`, an identifier, is made of the dependant's name unless something else is said.
[[nodiscard]] bool takes_dependants_name(const Name& name, const ParameterSpec& parameter);
/// Whether there is neither a default nor the dependant's name.
[[nodiscard]] bool must_be_given(const Name& name, const ParameterSpec& parameter);

}  // namespace stackup
