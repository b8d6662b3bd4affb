#pragma once
// One script for each shell; see completion.h.

#include "stackup/cli/verb.h"

#include <string>
#include <vector>

namespace stackup {

[[nodiscard]] std::string bash_script(const std::vector<Verb>& verbs);
[[nodiscard]] std::string zsh_script(const std::vector<Verb>& verbs);
[[nodiscard]] std::string fish_script(const std::vector<Verb>& verbs);

/// "SU0101 SU0102 …", and the options that are followed by a value wherever they stand: "--workspace -w …".
[[nodiscard]] std::string error_code_words();
[[nodiscard]] std::string shared_value_options();
/// All verbs that people may type.
[[nodiscard]] std::vector<const Verb*> offered_verbs(const std::vector<Verb>& verbs);
/// What may be typed first: the verbs of one word, and each family once.
[[nodiscard]] std::vector<std::string> first_words(const std::vector<Verb>& verbs);
/// What the words of a verb can be: those of its first positional.
[[nodiscard]] std::string_view kind_of_words(const Verb& verb);

}  // namespace stackup
