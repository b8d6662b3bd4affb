#pragma once
// Which texts are values of a parameter.

#include "stackup/recipe/recipe.h"

#include <optional>
#include <string>

namespace stackup {

/// Why the text is no value of the parameter's type, or nothing if it is one.
[[nodiscard]] std::optional<std::string> mismatch(const ParameterSpec& spec, const std::string& text);
/// `[a-z_][a-z0-9_]*`, at most 63.
[[nodiscard]] bool is_identifier(const std::string& text);

}  // namespace stackup
