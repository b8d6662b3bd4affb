#include "stackup/base/text.h"
#include "stackup/cli/completion.h"
#include "stackup/cli/completion_scripts.h"
#include "stackup/cli/help.h"
#include "stackup/cli/verb_family.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view head = R"script(#compdef stackup
# zsh completion for stackup. It is made by `stackup completion zsh`; do not edit it.

__stackup_asked() {
  local -a words
  words=(${(f)"$(_call_program names stackup __complete $1 2>/dev/null)"})
  _describe -t names "$1" words
}
__stackup_recipes() { __stackup_asked recipes }
__stackup_units() { __stackup_asked units }
__stackup_processes() { __stackup_asked processes }
__stackup_error_codes() { compadd ${=__stackup_codes} }
__stackup_shells() { _values shell bash zsh fish }
)script";

constexpr std::string_view tail = R"script(
_stackup() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C $__stackup_options '(-V --version)'{-V,--version}'[Show the version]' '1:command:__stackup_verbs' '*::word:->words'
  [[ $state == words ]] || return
  (( $+functions[__stackup_verb_$line[1]] )) && __stackup_verb_$line[1]
}

if [[ $funcstack[1] == _stackup ]]; then _stackup "$@"; else compdef _stackup stackup; fi
)script";

/// For a text inside single quotes in which ':' and brackets have a meaning.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'')
      safe += "'\\''";
    else if (c == ':' || c == '[' || c == ']' || c == '\\')
      safe += std::string("\\") + c;
    else
      safe += c;
  }
  return safe;
}

std::string action_of(std::string_view kind) {
  if (kind == "files") return "_files";
  if (kind == "directories") return "_files -/";
  return kind.empty() ? " " : fmt::format("__stackup_{}", kind);
}

/// '*--name=[help]:DIR:_files -/'
std::string option_spec(const Option& option) {
  const auto value = option.value.empty() ? "" : fmt::format(":{}:{}", escaped(option.value), action_of(kind_of_value(option)));
  const auto equals = option.value.empty() ? "" : "=";
  auto spec = fmt::format("'*{}{}[{}]{}'", option.name, equals, escaped(option.help), value);
  if (!option.short_name.empty()) spec += fmt::format(" '*{}[{}]{}'", option.short_name, escaped(option.help), value);
  return spec;
}

std::string option_specs(const std::vector<Option>& options) {
  std::string specs;
  for (const auto& option : options) specs += "  " + option_spec(option) + "\n";
  return specs;
}

std::string positional_specs(const Verb& verb) {
  std::string specs;
  for (const auto& positional : verb.positionals)
    specs +=
        fmt::format("  '{}:{}:{}'\n", positional.most == 1 ? "" : "*", escaped(positional.name), action_of(kind_of(positional.completes)));
  return specs;
}

/// The words that may follow a family's, and what completes those after them.
std::string family_functions(std::string_view family, const std::vector<Verb>& verbs) {
  auto text = fmt::format("\n__stackup_members_{}() {{\n  local -a verbs\n  verbs=(\n", family);
  for (const auto* verb : members_of(family, verbs)) text += fmt::format("    '{}:{}'\n", last_word_of(*verb), escaped(verb->summary));
  text += "  )\n  _describe -t commands command verbs\n}\n";
  text += fmt::format("\n__stackup_verb_{0}() {{\n  local context state state_descr line\n  typeset -A opt_args\n"
                      "  _arguments -C $__stackup_options '1:command:__stackup_members_{0}' '*::word:->words'\n"
                      "  [[ $state == words ]] || return\n"
                      "  (( $+functions[__stackup_verb_{0}_$line[1]] )) && __stackup_verb_{0}_$line[1]\n}}\n",
                      family);
  return text;
}

/// Of the words that can come first; after a family's word, as in `stackup help recipe`, those of its members.
std::string verbs_function(const std::vector<Verb>& verbs) {
  std::string text =
      "\n__stackup_verbs() {\n  (( $+functions[__stackup_members_$words[CURRENT-1]] )) && { __stackup_members_$words[CURRENT-1]; return }\n"
      "  local -a verbs\n  verbs=(\n";
  for (const auto* verb : offered_verbs(verbs))
    if (family_of(*verb).empty()) text += fmt::format("    '{}:{}'\n", verb->name, escaped(verb->summary));
  for (const auto family : families_of(verbs)) text += fmt::format("    '{}:{}'\n", family, join(member_words(family, verbs), ", "));
  return text + "  )\n  _describe -t commands command verbs\n}\n";
}

/// As it can stand in a function's name.
std::string joined_name(const Verb& verb) {
  std::string name(verb.name);
  std::ranges::replace(name, ' ', '_');
  return name;
}

}  // namespace

std::string zsh_script(const std::vector<Verb>& verbs) {
  auto text = std::string(head) + "\n__stackup_options=(\n" + option_specs(common_options()) +
              ")\n" + verbs_function(verbs);
  for (const auto family : families_of(verbs)) text += family_functions(family, verbs);
  for (const auto* verb : offered_verbs(verbs)) {
    text += fmt::format("\n__stackup_verb_{}() {{\n  local -a specs\n  specs=(\n{}{}  )\n", joined_name(*verb), option_specs(verb->options),
                        positional_specs(*verb));
    text += "  _arguments $__stackup_options $specs\n}\n";
  }
  return text + fmt::format("\n__stackup_codes='{}'\n", error_code_words()) + std::string(tail);
}

}  // namespace stackup
