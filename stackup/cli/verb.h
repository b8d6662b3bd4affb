#pragma once
// What a command of stackup looks like, as data: parsing (CLI11), help, shell completion, suggestions and docs are all made from this one table.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

struct Option {
  std::string_view name;        ///< "--pull"
  std::string_view short_name;  ///< "-y", or empty
  std::string_view value;       ///< what the value is called in help ("DIR"); empty: a flag
  std::string_view help;
};

/// What shell completion offers for positional words.
enum class Completes { nothing, recipes, units, processes, files, error_codes, shells, verbs };

struct Positional {
  std::string_view name;  ///< "NAME"
  std::string_view help;
  int least = 0;
  int most = 1;           ///< -1: any number
  Completes completes = Completes::nothing;
};

/// The words after the verb, understood. Options that may be repeated keep all their values.
struct Arguments {
  std::vector<std::string> words;                            ///< positional
  std::vector<std::string> rest;                             ///< after --
  std::map<std::string, std::vector<std::string>, std::less<>> options;  ///< "--pull" → values; a flag has one empty value

  [[nodiscard]] bool has(std::string_view option) const { return options.find(option) != options.end(); }
  /// The last value, or empty.
  [[nodiscard]] std::string value(std::string_view option) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
};

class World;

struct Example {
  std::string_view command;
  std::string_view meaning;
};

/// Shown as sections of `stackup --help`.
enum class VerbGroup { start, look, change, recipes, other, internal };

struct Verb {
  std::string_view name;     ///< one word, or two: verbs that begin with the same word are a family (verb_family.h)
  VerbGroup group;
  std::string_view summary;  ///< one line
  std::string_view description;
  std::vector<Positional> positionals;
  std::vector<Option> options;
  std::vector<Example> examples;
  int (*run)(const Arguments& arguments, World& world);
};

/// Every verb, in the order of help. One function for each verb, each in a file of its own (up.cpp defines up_verb()).
[[nodiscard]] const std::vector<Verb>& all_verbs();
[[nodiscard]] const Verb* find_verb(std::string_view name);

/// Options that every verb takes: --workspace DIR, --recipes DIR, --json, --quiet, --verbose, --no-color, -h/--help.
[[nodiscard]] const std::vector<Option>& common_options();
/// Options of the verbs that resolve a stack: --with, --only, --set, --src, --mirror.
[[nodiscard]] const std::vector<Option>& stack_options();

}  // namespace stackup
