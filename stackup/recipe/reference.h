#pragma once
// docs/reference.md: every record of the recipe language as a table, made from the same field tables as the decoder and the JSON Schema.

#include "stackup/recipe/shape.h"

#include <string>

namespace stackup {

/// "text or [trial of an offer](#trial-of-an-offer)": what a value may be, as Markdown for a cell of a table.
[[nodiscard]] std::string shape_markdown(const Shape& shape);
[[nodiscard]] std::string recipe_reference();

}  // namespace stackup
