#pragma once
// Whether an answer is as a recipe expects it.

#include "stackup/ports/process_spec.h"

#include <optional>
#include <string>
#include <string_view>

namespace stackup {

/// Nothing if `answer` fits; else what was expected and what came, in words.
[[nodiscard]] std::optional<std::string> mismatch(const Expectation& expectation, std::string_view answer);

}  // namespace stackup
