// What `stackup check` looks at in recipes, and how it counts it.
#include "stackup/base/text.h"
#include "stackup/cli/check.h"
#include "stackup/recipe/lint.h"
#include "stackup/recipe/ordered.h"

#include <numeric>

#include <fmt/format.h>

namespace stackup {
namespace {

std::size_t variables_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const auto next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (next == '{') ++count;
    if (next == '$') ++at;  // $$ is a dollar sign
  }
  return count;
}

/// What may be added to a recipe: its profiles and optional needs. One at a time, because some exclude each other.
std::vector<std::string> additions(const Recipe& recipe) {
  std::vector<std::string> names;
  for (const auto& [profile, needs] : recipe.profiles) names.push_back(profile.value);
  for (const auto& need : recipe.needs)
    if (need.optional) names.push_back(need.alias.value);
  return names;
}

class Checker {
 public:
  Checker(const Catalogue& catalogue, const std::map<std::string, std::string>& environment, CheckReport& report, Diagnostics& found)
      : catalogue_(catalogue), environment_(environment), report_(report), found_(found) {}

  void check(const std::string& name) {
    count(name);
    const auto recipe = catalogue_.recipe(name, found_);
    if (recipe && recipe->is_abstract) return;
    check(Selection{{name}, {}, {}});
    if (!recipe) return;
    for (const auto& addition : additions(*recipe)) check(Selection{{name}, {addition}, {}});
  }

  void check(const Selection& selection) {
    const auto stack = resolve(catalogue_, selection, environment_, found_);
    if (!stack) return;
    for (const auto& unit : stack->units) {
      report_.units.insert(unit.name);
      count(unit.recipe.name.value);
    }
  }

 private:
  void count(const std::string& name) {
    if (!report_.recipes.insert(name).second) return;
    Diagnostics told_elsewhere;
    if (const auto document = catalogue_.merged_document(name, told_elsewhere)) report_.variables[name] = count_variables(*document);
  }

  const Catalogue& catalogue_;
  const std::map<std::string, std::string>& environment_;
  CheckReport& report_;
  Diagnostics& found_;
};

}  // namespace

std::size_t CheckReport::variable_count() const {
  return std::accumulate(variables.begin(), variables.end(), std::size_t{0}, [](std::size_t sum, const auto& entry) { return sum + entry.second; });
}

std::size_t count_variables(const Node& document) {
  std::size_t count = variables_in(document.scalar);
  for (const auto& item : document.items) count += count_variables(item);
  for (const auto& [key, value] : document.entries)
    if (key.value != "sh") count += count_variables(value);
  return count;
}

void check_recipes(const Catalogue& catalogue, const std::vector<std::string>& names, const Selection& selection, const std::map<std::string, std::string>& environment,
                   CheckReport& report, Diagnostics& diagnostics) {
  Diagnostics found;
  for (const auto& error : diagnostics.errors()) found.report(error);
  Checker checker(catalogue, environment, report, found);
  for (const auto& name : names) checker.check(name);
  if (!selection.targets.empty()) checker.check(selection);
  catalogue.check_changes(found);
  Diagnostics ordered;
  report_in_order(found, ordered);
  diagnostics = std::move(ordered);
}

std::vector<Error> strict_warnings(const Catalogue& catalogue, const std::vector<std::string>& names) {
  Diagnostics warnings;
  for (const auto& name : names) {
    Diagnostics told_already;
    const auto document = catalogue.merged_document(name, told_already);
    const auto recipe = document ? decode_recipe(*document, told_already) : std::nullopt;
    if (recipe) lint_recipe(*recipe, *document, warnings);
  }
  Diagnostics ordered;
  report_in_order(warnings, ordered);
  return ordered.errors();
}

std::string check_text(const CheckReport& report, const Screen& screen) {
  return fmt::format("{} {}: no mistakes in {}, {} and {}\n", painted(glyph(Mark::done, screen.style), Role::good, screen.style), join(report.subjects, ", "),
                     counted(report.recipes.size(), "recipe"), counted(report.units.size(), "unit"), counted(report.variable_count(), "variable"));
}

std::string mistakes_text(const std::vector<Error>& errors, std::string_view noun) {
  std::set<std::string> files;
  for (const auto& error : errors)
    if (!error.span().file.empty()) files.insert(error.span().file);
  return counted(errors.size(), noun) + (files.empty() ? "" : " in " + counted(files.size(), "file"));
}

}  // namespace stackup
