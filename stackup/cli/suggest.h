#pragma once
// "Did you mean …?" for the command line: misspelt words, and words that other tools use for the same thing.

#include "stackup/base/error.h"
#include "stackup/cli/verb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// The verb of `verbs` that `word` was most likely meant to be. Never an internal one.
[[nodiscard]] std::optional<std::string> suggested_verb(std::string_view word, const std::vector<Verb>& verbs);
/// The long name of the option that `word` ("--pul", "-pull", "--pull=x") was most likely meant to be.
[[nodiscard]] std::optional<std::string> suggested_option(std::string_view word, const std::vector<Option>& options);

/// The error for a verb that does not exist, with what was probably meant.
[[nodiscard]] Error unknown_command(std::string_view word, const std::vector<Verb>& verbs);

}  // namespace stackup
