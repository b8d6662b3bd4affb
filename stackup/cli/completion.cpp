#include "stackup/cli/completion.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/completion_scripts.h"
#include "stackup/cli/verb_family.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {

Result<Shell> shell_of(std::string_view name) {
  const auto shell = name.substr(name.rfind('/') + 1);  // $SHELL is a path
  if (shell == "bash") return Shell::bash;
  if (shell == "zsh") return Shell::zsh;
  if (shell == "fish") return Shell::fish;
  Error error(ErrorCode::bad_usage, fmt::format("there is no completion for the shell '{}'", printable(name)));
  if (const auto meant = closest_match(shell, {"bash", "zsh", "fish"})) error.try_(fmt::format("stackup completion {}", *meant));
  return fail(error.try_("bash, zsh or fish"));
}

std::string completion_script(Shell shell, const std::vector<Verb>& verbs) {
  switch (shell) {
    case Shell::zsh:
      return zsh_script(verbs);
    case Shell::fish:
      return fish_script(verbs);
    case Shell::bash:
      break;
  }
  return bash_script(verbs);
}

std::string_view kind_of(Completes completes) {
  switch (completes) {
    case Completes::recipes:
      return "recipes";
    case Completes::units:
      return "units";
    case Completes::processes:
      return "processes";
    case Completes::files:
      return "files";
    case Completes::error_codes:
      return "error_codes";
    case Completes::shells:
      return "shells";
    case Completes::verbs:
      return "verbs";
    case Completes::nothing:
      break;
  }
  return "";
}

std::string_view kind_of_value(const Option& option) {
  if (option.value == "DIR") return "directories";
  if (option.value == "FILE") return "files";
  if (option.value == "UNIT") return "units";
  if (option.value == "PROCESS") return "processes";
  if (option.value == "RECIPE" || option.value == "NAME") return "recipes";
  return "";
}

std::string error_code_words() {
  std::vector<std::string> codes;
  for (const auto& entry : error_catalogue()) codes.push_back(to_string(entry.code));
  return join(codes, " ");
}

std::string shared_value_options() {
  std::vector<std::string> words;
  for (const auto* options : {&common_options(), &stack_options()})
    for (const auto& option : *options) {
      if (option.value.empty()) continue;
      words.emplace_back(option.name);
      if (!option.short_name.empty()) words.emplace_back(option.short_name);
    }
  return join(words, " ");
}

std::vector<const Verb*> offered_verbs(const std::vector<Verb>& verbs) {
  std::vector<const Verb*> offered;
  for (const auto& verb : verbs)
    if (verb.group != VerbGroup::internal) offered.push_back(&verb);
  return offered;
}

std::vector<std::string> first_words(const std::vector<Verb>& verbs) {
  std::vector<std::string> words;
  for (const auto* verb : offered_verbs(verbs)) {
    const auto word = std::string(family_of(*verb).empty() ? verb->name : family_of(*verb));
    if (std::ranges::count(words, word) == 0) words.push_back(word);
  }
  return words;
}

std::string_view kind_of_words(const Verb& verb) { return verb.positionals.empty() ? "" : kind_of(verb.positionals.front().completes); }

}  // namespace stackup
