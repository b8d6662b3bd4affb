#include "stackup/cli/verb_family.h"

#include "stackup/base/text.h"
#include "stackup/cli/help.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {

std::string_view family_of(const Verb& verb) {
  const auto space = verb.name.find(' ');
  return space == std::string_view::npos ? std::string_view{} : verb.name.substr(0, space);
}

std::string_view last_word_of(const Verb& verb) { return verb.name.substr(verb.name.find(' ') + 1); }

std::vector<const Verb*> members_of(std::string_view family, const std::vector<Verb>& verbs) {
  std::vector<const Verb*> members;
  for (const auto& verb : verbs)
    if (!family.empty() && family_of(verb) == family && verb.group != VerbGroup::internal) members.push_back(&verb);
  return members;
}

std::vector<std::string> member_words(std::string_view family, const std::vector<Verb>& verbs) {
  std::vector<std::string> words;
  for (const auto* verb : members_of(family, verbs)) words.emplace_back(last_word_of(*verb));
  return words;
}

std::vector<std::string_view> families_of(const std::vector<Verb>& verbs) {
  std::vector<std::string_view> families;
  for (const auto& verb : verbs)
    if (const auto family = family_of(verb); !members_of(family, verbs).empty() && std::ranges::count(families, family) == 0) families.push_back(family);
  return families;
}

Error incomplete_command(std::string_view family, const std::vector<Verb>& verbs) {
  Error error(ErrorCode::bad_usage, fmt::format("'stackup {}' lacks a word that says what to do: {}", family, join(member_words(family, verbs), " or ")));
  for (const auto* verb : members_of(family, verbs)) error.note("usage: " + synopsis(*verb));
  return error.try_(fmt::format("stackup help {}", family));
}

}  // namespace stackup
