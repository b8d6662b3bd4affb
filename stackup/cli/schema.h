#pragma once
// `stackup schema`: the JSON Schema of recipes, for editors.

#include "stackup/cli/verb.h"

namespace stackup {

[[nodiscard]] Verb schema_verb();

}  // namespace stackup
