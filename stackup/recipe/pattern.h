#pragma once
// Regular expressions (ECMAScript), kept to one file because <regex> is slow to compile.

#include <optional>
#include <string>

namespace stackup {

/// Why `pattern` is not a regular expression, or nothing if it is one. Longer ones than 1000 letters are refused, because the library recurses.
[[nodiscard]] std::optional<std::string> pattern_mistake(const std::string& pattern);

}  // namespace stackup
