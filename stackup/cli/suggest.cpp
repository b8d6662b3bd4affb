#include "stackup/cli/suggest.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/verb_family.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

// What docker compose, systemctl, process-compose, overmind and DevStack call it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 26> other_words = {{
    {"ps", "status"},      {"st", "status"},        {"info", "status"},  {"ls", "list"},        {"recipes", "list"}, {"log", "logs"},
    {"tail", "logs"},      {"run-all", "up"},       {"install", "up"},   {"stack", "up"},       {"launch", "up"},    {"unstack", "down"},
    {"kill", "down"},      {"halt", "down"},        {"clone", "fetch"},  {"download", "fetch"}, {"pull", "fetch"},   {"clean", "reset"},
    {"nuke", "uninstall"}, {"remove", "uninstall"}, {"rm", "uninstall"}, {"exec", "run"},       {"sh", "shell"},     {"bash", "shell"},
    {"dry-run", "plan"},   {"validate", "check"},
}};

bool is_offered(std::string_view name, const std::vector<Verb>& verbs) {
  return std::any_of(verbs.begin(), verbs.end(), [&](const Verb& verb) { return verb.name == name && verb.group != VerbGroup::internal; });
}

std::string_view first_word_of(std::string_view words) { return words.substr(0, words.find(' ')); }

/// For two words of which the first is right.
std::optional<std::string> suggested_member(std::string_view words, const std::vector<Verb>& verbs) {
  const auto family = first_word_of(words);
  const auto meant = closest_match(words.substr(std::min(family.size() + 1, words.size())), member_words(family, verbs));
  return meant ? std::optional(fmt::format("{} {}", family, *meant)) : std::nullopt;
}

}  // namespace

std::optional<std::string> suggested_verb(std::string_view word, const std::vector<Verb>& verbs) {
  if (!members_of(first_word_of(word), verbs).empty()) return suggested_member(word, verbs);
  for (const auto& [other, ours] : other_words)
    if (other == word && is_offered(ours, verbs)) return std::string(ours);
  std::vector<std::string> names;
  for (const auto family : families_of(verbs)) names.emplace_back(family);
  for (const auto& verb : verbs)
    if (verb.group != VerbGroup::internal) names.emplace_back(verb.name);
  return closest_match(word, names);
}

std::optional<std::string> suggested_option(std::string_view word, const std::vector<Option>& options) {
  const auto name = word.substr(0, word.find('='));
  const auto dashes = name.find_first_not_of('-');
  if (dashes == std::string_view::npos) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& option : options) names.emplace_back(option.name);
  return closest_match("--" + std::string(name.substr(dashes)), names);
}

Error unknown_command(std::string_view word, const std::vector<Verb>& verbs) {
  Error error(ErrorCode::unknown_command, fmt::format("there is no command '{}'", printable(word)));
  if (const auto meant = suggested_verb(word, verbs)) {
    error.try_(fmt::format("did you mean 'stackup {}'?", *meant));
  } else if (is_plain_name(word)) {
    error.try_(fmt::format("stackup up {0}, if '{0}' is the name of a recipe", word));
  }
  const auto first = first_word_of(word);
  if (!members_of(first, verbs).empty()) return error.try_(fmt::format("stackup help {}", first));
  error.try_("stackup --help, for all commands");
  return error;
}

}  // namespace stackup
