#include "stackup/cli/completion.h"
#include "stackup/cli/completion_scripts.h"
#include "stackup/cli/help.h"

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

}  // namespace

std::string zsh_script(const std::vector<Verb>& verbs) {
  auto text = std::string(head) + "\n__stackup_options=(\n" + option_specs(common_options()) +
              ")\n\n__stackup_verbs() {\n  local -a verbs\n  verbs=(\n";
  for (const auto* verb : offered_verbs(verbs)) text += fmt::format("    '{}:{}'\n", verb->name, escaped(verb->summary));
  text += "  )\n  _describe -t commands command verbs\n}\n";
  for (const auto* verb : offered_verbs(verbs)) {
    text += fmt::format("\n__stackup_verb_{}() {{\n  local -a specs\n  specs=(\n{}{}  )\n", verb->name, option_specs(verb->options),
                        positional_specs(*verb));
    text += "  _arguments $__stackup_options $specs\n}\n";
  }
  return text + fmt::format("\n__stackup_codes='{}'\n", error_code_words()) + std::string(tail);
}

}  // namespace stackup
