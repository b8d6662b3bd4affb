#pragma once
// Scripts that let shells complete stackup's command line, made from the table of verbs. Names of recipes, units and processes are asked
// for while one types, by the internal verb `stackup __complete recipes|units|processes`, which prints one a line.

#include "stackup/base/result.h"
#include "stackup/cli/verb.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

enum class Shell { bash, zsh, fish };

/// An Error for a shell that is none of these.
[[nodiscard]] Result<Shell> shell_of(std::string_view name);
[[nodiscard]] std::string completion_script(Shell shell, const std::vector<Verb>& verbs);

/// What a word can be, as the scripts know it: "files", "directories", "verbs", "recipes", …, or empty.
[[nodiscard]] std::string_view kind_of(Completes completes);
/// What an option's value can be, by what help calls it: DIR, FILE, UNIT, …
[[nodiscard]] std::string_view kind_of_value(const Option& option);

[[nodiscard]] Verb completion_verb();

}  // namespace stackup
