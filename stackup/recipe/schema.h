#pragma once
// The JSON Schema (draft 2020-12) of recipes, made from the same field tables as the decoder, so that the two can't drift apart.

#include <string>

namespace stackup {

[[nodiscard]] std::string recipe_schema();

}  // namespace stackup
