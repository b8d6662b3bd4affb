#pragma once
// `stackup __complete KIND`: the words that a shell offers when Tab is pressed. Quick, and silent whatever is wrong.

#include "stackup/cli/verb.h"
#include "stackup/plan/stack.h"

#include <string>
#include <vector>

namespace stackup {

/// Units, and each unit's processes as UNIT/PROCESS.
[[nodiscard]] std::vector<std::string> unit_words(const Stack& stack);
[[nodiscard]] std::vector<std::string> process_words(const Stack& stack);

[[nodiscard]] Verb complete_verb();

}  // namespace stackup
