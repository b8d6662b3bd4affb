#pragma once
// Verbs of two words ("recipe new") share their first one. That word, the family, is no command by itself: it groups what one does to one kind of thing.

#include "stackup/base/error.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// "recipe" of "recipe new"; empty for a verb of one word.
[[nodiscard]] std::string_view family_of(const Verb& verb);
/// "new" of "recipe new"; the whole name of a verb of one word.
[[nodiscard]] std::string_view last_word_of(const Verb& verb);
/// The verbs of a family in the order of the table, without internal ones; none for a word that is no family.
[[nodiscard]] std::vector<const Verb*> members_of(std::string_view family, const std::vector<Verb>& verbs);
/// Their last words: "new", "test".
[[nodiscard]] std::vector<std::string> member_words(std::string_view family, const std::vector<Verb>& verbs);
/// Each family once, in the order of the table.
[[nodiscard]] std::vector<std::string_view> families_of(const std::vector<Verb>& verbs);

/// What `stackup help recipe` and `stackup recipe --help` show: the verbs that begin with the word.
[[nodiscard]] std::string family_help(std::string_view family, const std::vector<Verb>& verbs, const Screen& screen);
/// The error for a family's word alone, with what there is.
[[nodiscard]] Error incomplete_command(std::string_view family, const std::vector<Verb>& verbs);

}  // namespace stackup
