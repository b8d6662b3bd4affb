#include "stackup/cli/parse.h"

#include "stackup/base/text.h"
#include "stackup/cli/help.h"
#include "stackup/cli/suggest.h"
#include "stackup/cli/verb_family.h"
#include "stackup/cli/version.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace stackup {
namespace {

using Words = std::vector<std::string>;

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-' && word != "--"; }

/// Whether the next word belongs to this option. Asked before the verb is known, so only the options that many verbs share are looked at.
bool takes_next_word(const std::string& word) {
  const auto is_it = [&](const Option& option) {
    return !option.value.empty() && (word == option.name || (!option.short_name.empty() && word == option.short_name));
  };
  return std::any_of(common_options().begin(), common_options().end(), is_it) ||
         std::any_of(stack_options().begin(), stack_options().end(), is_it);
}

/// The position of the first word from `i` on that is no option and no option's value, or the number of words.
std::size_t word_position(const Words& words, std::size_t i) {
  while (i < words.size() && is_option(words[i])) i += takes_next_word(words[i]) ? 2 : 1;
  return i < words.size() && words[i] != "--" ? i : words.size();
}

bool asks_for(const Words& words, std::string_view name, std::string_view short_name) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, [&](const std::string& word) { return word == name || word == short_name; });
}

Error bad_usage(const Verb& verb, std::string what) {
  Error error(ErrorCode::bad_usage, std::move(what));
  error.note("usage: " + synopsis(verb));
  return error;
}

Error unknown_option(const Verb& verb, const std::string& word) {
  auto error = bad_usage(verb, fmt::format("'stackup {}' has no option '{}'", verb.name, printable(word.substr(0, word.find('=')))));
  if (const auto meant = suggested_option(word, all_options(verb))) error.try_(fmt::format("did you mean '{}'?", *meant));
  error.try_(fmt::format("stackup help {}", verb.name));
  return error;
}

/// CLI11 begins its messages with the option's name, with its dashes or without.
bool is_about(std::string_view message, const Option& option) {
  const auto name = message.substr(0, message.find_first_of(": "));
  const auto bare = [](std::string_view word) { return word.substr(std::min(word.find_first_not_of('-'), word.size())); };
  return !bare(name).empty() && (bare(name) == bare(option.name) || bare(name) == bare(option.short_name));
}

Error bad_option_value(const Verb& verb, std::string_view message) {
  for (const auto& option : all_options(verb)) {
    if (!is_about(message, option)) continue;
    const auto what = option.value.empty() ? fmt::format("'{}' takes no value", option.name)
                                           : fmt::format("'{}' needs a value: {} {}", option.name, option.name, option.value);
    return bad_usage(verb, what).note(std::string(option.help)).try_(fmt::format("stackup help {}", verb.name));
  }
  return bad_usage(verb, "the options could not be understood")
      .because(std::string(message))
      .try_(fmt::format("stackup help {}", verb.name));
}

/// A CLI11 program for one verb.
class VerbParser {
 public:
  explicit VerbParser(const Verb& verb) : verb_(verb), app_("", std::string(verb.name)) {
    app_.set_help_flag();
    app_.allow_extras();
    app_.add_option("words", positionals_);
    for (const auto& option : all_options(verb)) add(option);
  }

  Result<Arguments> parse(Words words) {
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
      return fail(bad_option_value(verb_, error.what()));
    }
    if (const auto extra = app_.remaining(); !extra.empty()) return fail(unknown_option(verb_, extra.front()));
    Arguments arguments{positionals_, {}, {}};
    for (const auto& [name, option] : options_)
      if (option->count() > 0) arguments.options[name] = is_flag(*option) ? Words{""} : values_.at(name);
    return arguments;
  }

 private:
  static bool is_flag(const CLI::Option& option) { return option.get_expected_max() == 0; }

  void add(const Option& option) {
    const std::string name(option.name);
    const auto names = option.short_name.empty() ? name : fmt::format("{},{}", option.short_name, name);
    options_[name] = option.value.empty() ? app_.add_flag(names)->disable_flag_override()
                                          : app_.add_option(names, values_[name])->allow_extra_args(false);
  }

  const Verb& verb_;
  CLI::App app_;
  Words positionals_;
  std::map<std::string, Words> values_;
  std::map<std::string, CLI::Option*> options_;
};

Error with_example(const Verb& verb, Error error) {
  error.try_(verb.examples.empty() ? fmt::format("stackup help {}", verb.name) : std::string(verb.examples.front().command));
  return error;
}

/// Whether there are as many words as the verb takes. Positionals that stand for what follows `--` are left to the verb.
Result<void> check_count(const Verb& verb, const Words& words) {
  std::size_t least = 0;
  std::size_t most = 0;
  for (const auto& positional : verb.positionals) {
    if (positional.name.substr(0, 2) == "--") continue;
    least += static_cast<std::size_t>(positional.least);
    if (words.size() < least)
      return fail(
          with_example(verb, bad_usage(verb, fmt::format("'stackup {}' needs {}: {}", verb.name, positional.name, positional.help))));
    if (positional.most < 0) return {};
    most += static_cast<std::size_t>(positional.most);
  }
  if (words.size() <= most) return {};
  const auto accepted = most == 0 ? "no further words" : "at most " + counted(most, "word");
  return fail(with_example(
      verb, bad_usage(verb, fmt::format("'stackup {}' takes {}; '{}' is too much", verb.name, accepted, printable(words[most])))));
}

Result<Arguments> arguments_of(const Verb& verb, Words words) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  Words rest(dashes == words.end() ? dashes : std::next(dashes), words.end());
  words.erase(dashes, words.end());
  auto arguments = VerbParser(verb).parse(std::move(words));
  if (!arguments) return arguments;
  if (auto counted_right = check_count(verb, arguments->words); !counted_right) return fail(counted_right);
  arguments->rest = std::move(rest);
  return arguments;
}

/// Without a verb only help and version can be meant.
Result<Parsed> parse_without_verb(const Words& words, const std::vector<Verb>& verbs, const Screen& screen) {
  if (asks_for(words, "--version", "-V")) return ExitRequest{version_line() + "\n", 0};
  for (const auto& word : words) {
    const auto is_it = [&](const Option& option) { return word.substr(0, word.find('=')) == option.name || word == option.short_name; };
    if (!is_option(word) || std::any_of(common_options().begin(), common_options().end(), is_it)) continue;
    Error error(ErrorCode::bad_usage, fmt::format("'stackup' has no option '{}'", printable(word)));
    if (const auto meant = suggested_option(word, common_options())) error.try_(fmt::format("did you mean '{}'?", *meant));
    return fail(error.try_("stackup --help, for all commands"));
  }
  return ExitRequest{overview(verbs, screen), 0};
}

Words without(Words words, std::size_t position) {
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(position));
  return words;
}

/// `others` are the words without the verb's name.
Result<Parsed> parse_named(std::string_view name, Words others, const std::vector<Verb>& verbs, const Screen& screen) {
  const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& verb) { return verb.name == name; });
  if (found == verbs.end()) return fail(unknown_command(name, verbs));
  if (asks_for(others, "--help", "-h")) return ExitRequest{verb_help(*found, screen), 0};
  auto arguments = arguments_of(*found, std::move(others));
  if (!arguments) return fail(arguments);
  return ParsedCommand{&*found, std::move(*arguments)};
}

/// The first word of a verb's name stands at `first`, the next may be its second.
Result<Parsed> parse_in_family(const Words& words, std::size_t first, const std::vector<Verb>& verbs, const Screen& screen) {
  const auto& family = words[first];
  const auto second = word_position(words, first + 1);
  if (second < words.size()) return parse_named(family + " " + words[second], without(without(words, second), first), verbs, screen);
  if (asks_for(words, "--help", "-h")) return ExitRequest{family_help(family, verbs, screen), 0};
  return fail(incomplete_command(family, verbs));
}

}  // namespace

Result<Parsed> parse(const Words& words, const std::vector<Verb>& verbs, const Screen& screen) {
  const auto position = word_position(words, 0);
  if (position == words.size()) return parse_without_verb(words, verbs, screen);
  if (!members_of(words[position], verbs).empty()) return parse_in_family(words, position, verbs, screen);
  return parse_named(words[position], without(words, position), verbs, screen);
}

}  // namespace stackup
