#include "stackup/base/text.h"
#include "stackup/cli/completion.h"
#include "stackup/cli/completion_scripts.h"
#include "stackup/cli/help.h"
#include "stackup/cli/verb_family.h"

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view head = R"script(# bash completion for stackup. It is made by `stackup completion bash`; do not edit it.

# Fills COMPREPLY with the words of kind $1 that begin with $2.
__stackup_words() {
  local words=""
  case "$1" in
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2"); return ;;
    directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2"); return ;;
    shells) words="bash zsh fish" ;;
    verbs) words="$__stackup_verbs" ;;
    one_of:*) words="${1#one_of:}" ;;
    error_codes) words="$__stackup_error_codes" ;;
    recipes|units|processes) words="$("$__stackup_program" __complete "$1" 2>/dev/null)" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")
}

# Sets options, values ("--name=kind ...") and kind for the verb $1.
__stackup_verb() {
  case "$1" in
)script";

constexpr std::string_view body = R"script(  esac
}

_stackup() {
  local __stackup_program="${COMP_WORDS[0]}" cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}"
  local options="" values="" kind="" verb="" i word pair
  COMPREPLY=()
  # bash cuts words at "=": --name = value
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" && COMP_CWORD -ge 2 ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    [[ $word == "--" ]] && return
    if [[ $word == -* ]]; then
      case " $__stackup_value_options " in *" $word "*) [[ ${COMP_WORDS[i+1]} == "=" ]] && ((i++)); ((i++)) ;; esac
    elif [[ -z $verb ]]; then
      verb="$word"
    elif [[ " $__stackup_families " == *" $verb "* ]]; then
      verb="$verb $word"
    fi
  done
  __stackup_verb "$verb"
  if [[ $kind == verbs && " $__stackup_families " == *" $prev "* ]]; then __stackup_verb "$prev"; fi
  for pair in $values; do
    if [[ ${pair%%=*} == "$prev" ]]; then __stackup_words "${pair#*=}" "$cur"; return; fi
  done
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  elif [[ -z $verb ]]; then
    __stackup_words verbs "$cur"
  else
    __stackup_words "$kind" "$cur"
  fi
}

complete -F _stackup stackup
)script";

/// "--name -n" of each option.
std::string option_words(const std::vector<Option>& options) {
  std::vector<std::string> words;
  for (const auto& option : options) {
    words.emplace_back(option.name);
    if (!option.short_name.empty()) words.emplace_back(option.short_name);
  }
  return join(words, " ");
}

/// "--name=kind -n=kind" of each option that takes a value.
std::string value_words(const std::vector<Option>& options) {
  std::vector<std::string> words;
  for (const auto& option : options) {
    if (option.value.empty()) continue;
    words.push_back(fmt::format("{}={}", option.name, kind_of_value(option)));
    if (!option.short_name.empty()) words.push_back(fmt::format("{}={}", option.short_name, kind_of_value(option)));
  }
  return join(words, " ");
}

std::string case_line(std::string_view pattern, const std::vector<Option>& options, std::string_view kind) {
  return fmt::format("    {}) options=\"{}\" values=\"{}\" kind=\"{}\" ;;\n", pattern, option_words(options), value_words(options), kind);
}

}  // namespace

std::string bash_script(const std::vector<Verb>& verbs) {
  std::vector<std::string> families;
  std::string cases;
  for (const auto* verb : offered_verbs(verbs)) {
    cases += case_line(fmt::format("\"{}\"", verb->name), all_options(*verb), kind_of_words(*verb));
  }
  for (const auto family : families_of(verbs)) {
    families.emplace_back(family);
    cases += case_line(family, common_options(), "one_of:" + join(member_words(family, verbs), " "));
  }
  auto options = common_options();
  options.push_back({"--version", "-V", "", ""});
  cases += case_line("*", options, "");
  return std::string(head) + cases + std::string(body) +
         fmt::format("__stackup_verbs=\"{}\"\n__stackup_families=\"{}\"\n__stackup_value_options=\"{}\"\n__stackup_error_codes=\"{}\"\n",
                     join(first_words(verbs), " "), join(families, " "), shared_value_options(), error_code_words());
}

}  // namespace stackup
