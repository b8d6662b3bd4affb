#include "stackup/base/text.h"
#include "stackup/cli/completion.h"
#include "stackup/cli/completion_scripts.h"
#include "stackup/cli/help.h"
#include "stackup/cli/verb_family.h"

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view head = R"script(# fish completion for stackup. It is made by `stackup completion fish`; do not edit it.

# The verb that has been typed, or nothing. One of two words is whole when both are there.
function __stackup_verb
    set -l skip 0
    set -l family ""
    for word in (commandline -opc)[2..]
        if test $skip = 1
            set skip 0
        else if contains -- $word $__stackup_value_options
            set skip 1
        else if not string match -q -- '-*' $word
            if test -z "$family"; and contains -- $word $__stackup_families
                set family $word
            else
                string trim -- "$family $word"
                return 0
            end
        end
    end
    test -n "$family"; and echo $family
end

function __stackup_needs_verb
    not __stackup_verb >/dev/null
end

function __stackup_uses
    set -l verb (__stackup_verb)
    test "$verb" = "$argv"
end

function __stackup_follows
    set -l words (commandline -opc)
    test "$words[-1]" = $argv[1]
end

complete -c stackup -f
)script";

/// For fish's single quotes.
std::string quoted(std::string_view text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe + "'";
}

std::string arguments_of(std::string_view kind) {
  if (kind == "files") return " -F";
  if (kind == "directories") return " -a '(__fish_complete_directories)'";
  if (kind == "shells") return " -a 'bash zsh fish'";
  if (kind == "error_codes") return " -a '$__stackup_error_codes'";
  if (kind == "verbs") return " -a '$__stackup_verbs'";
  return kind.empty() ? "" : fmt::format(" -a '(stackup __complete {} 2>/dev/null)'", kind);
}

std::string option_line(const Option& option, std::string_view condition) {
  auto line = fmt::format("complete -c stackup{} -l {}", condition, option.name.substr(2));
  if (!option.short_name.empty()) line += fmt::format(" -s {}", option.short_name.substr(1));
  line += " -d " + quoted(option.help);
  if (!option.value.empty()) line += " -r" + arguments_of(kind_of_value(option));
  return line + "\n";
}

std::string verb_lines(const Verb& verb) {
  auto text = family_of(verb).empty() ? fmt::format("\ncomplete -c stackup -n __stackup_needs_verb -a {} -d {}\n", verb.name, quoted(verb.summary)) : "\n";
  const auto condition = fmt::format(" -n '__stackup_uses {}'", verb.name);
  for (const auto& option : verb.options) text += option_line(option, condition);
  if (const auto words = arguments_of(kind_of_words(verb)); !words.empty())
    text += fmt::format("complete -c stackup{}{}\n", condition, words);
  return text;
}

/// The family's word, and after it, also in `stackup help`, those that make it a verb.
std::string family_lines(std::string_view family, const std::vector<Verb>& verbs) {
  const auto words = join(member_words(family, verbs), ", ");
  auto text = fmt::format("\ncomplete -c stackup -n __stackup_needs_verb -a {} -d {}\n", family, quoted(std::string_view(words)));
  for (const auto* verb : members_of(family, verbs))
    text += fmt::format("complete -c stackup -n '__stackup_uses {0}; or begin; __stackup_uses help; and __stackup_follows {0}; end' -a {1} -d {2}\n", family,
                        last_word_of(*verb), quoted(verb->summary));
  return text;
}

}  // namespace

std::string fish_script(const std::vector<Verb>& verbs) {
  const auto families = families_of(verbs);
  auto text = std::string(head) +
              fmt::format("set -g __stackup_verbs {}\nset -g __stackup_families {}\nset -g __stackup_value_options {}\nset -g __stackup_error_codes {}\n\n",
                          join(first_words(verbs), " "), fmt::join(families, " "), shared_value_options(), error_code_words());
  for (const auto& option : common_options()) text += option_line(option, "");
  text += "complete -c stackup -n __stackup_needs_verb -l version -s V -d 'Show the version'\n";
  for (const auto* verb : offered_verbs(verbs)) text += verb_lines(*verb);
  for (const auto family : families) text += family_lines(family, verbs);
  return text;
}

}  // namespace stackup
