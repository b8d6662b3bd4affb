#pragma once
// Regular expressions in recipes.

#include <optional>
#include <string>

namespace stackup {

/// Why `pattern` is not a regular expression (base/regular_expression.h), or nothing if it is one.
[[nodiscard]] std::optional<std::string> pattern_mistake(const std::string& pattern);

}  // namespace stackup
