#include "stackup/cli/complete.h"

#include "stackup/cli/front_end.h"
#include "stackup/cli/log_tail.h"
#include "stackup/cli/looking.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"

#include <set>

namespace stackup {
namespace {

/// While a recipe is being edited and can't be read: what has run before.
std::vector<std::string> words_of_logs(const std::string& kind, const std::vector<LogFile>& logs) {
  std::set<std::string> words;
  for (const auto& log : logs) {
    const auto slash = log.name.find('/');
    if (slash == std::string::npos) continue;
    words.insert(log.name.substr(0, slash));
    if (kind == "processes") words.insert(log.name);
  }
  return {words.begin(), words.end()};
}

std::vector<std::string> words_of_stack(const std::string& kind, const Arguments& arguments, World& world) {
  auto asked = arguments;
  asked.words.clear();
  const auto place = existing_place(asked, world);
  if (!place) return {};
  Diagnostics nobody_asked;
  auto recipes = read_recipes(*place, world, nobody_asked);
  const auto environment = recipe_environment(*place, world, recipes, nobody_asked);
  const auto stack = resolve_place(*place, recipes, environment, nobody_asked);
  if (!stack) return words_of_logs(kind, logs_in(place->state() / "logs", world.files()));
  return kind == "units" ? unit_words(*stack) : process_words(*stack);
}

std::vector<std::string> recipe_words(const Arguments& arguments, World& world) {
  const auto place = place_to_look(arguments, world);
  Diagnostics nobody_asked;
  return place ? read_recipes(*place, world, nobody_asked).catalogue.names() : std::vector<std::string>{};
}

int run(const Arguments& arguments, World& world) {
  const auto kind = arguments.words.empty() ? "" : arguments.words.front();
  std::vector<std::string> words;
  if (kind == "recipes") words = recipe_words(arguments, world);
  if (kind == "units" || kind == "processes") words = words_of_stack(kind, arguments, world);
  for (const auto& word : words) world.console().out(word + "\n");
  return 0;
}

}  // namespace

std::vector<std::string> unit_words(const Stack& stack) {
  std::vector<std::string> words;
  for (const auto& unit : stack.units) words.push_back(unit.name);
  return words;
}

std::vector<std::string> process_words(const Stack& stack) {
  auto words = unit_words(stack);
  for (const auto& unit : stack.units)
    for (const auto& [name, process] : unit.recipe.processes) {
      if (process.instances.empty()) words.push_back(unit.name + "/" + name.value);
      for (const auto& [instance, vars] : process.instances) words.push_back(unit.name + "/" + name.value + "." + instance.value);
    }
  return words;
}

Verb complete_verb() {
  return {.name = "__complete",
          .group = VerbGroup::internal,
          .summary = "Print the words that shell completion offers",
          .description = "Used by the scripts of `stackup completion`.",
          .positionals = {{"KIND", "recipes, units or processes", 0, -1, Completes::nothing}},
          .options = {},
          .examples = {{"stackup __complete recipes", "One a line."}},
          .run = run};
}

}  // namespace stackup
