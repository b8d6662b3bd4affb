#include "stackup/cli/show.h"

#include "stackup/base/text.h"
#include "stackup/cli/front_end.h"
#include "stackup/cli/looking.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/recipe/offer_parameter.h"
#include "stackup/recipe/ordered.h"
#include "stackup/recipe/show.h"
#include "stackup/ui/table.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

std::string full_name(const Recipe& recipe, const Name& offer) { return offer.value == "default" ? recipe.name.value : recipe.name.value + "." + offer.value; }

std::string how_to_ask(const Recipe& recipe, const Name& name, const OfferSpec& offer) {
  std::vector<std::string> required;
  for (const auto& [parameter, spec] : offer.parameters)
    if (must_be_given(parameter, spec)) required.push_back(parameter.value + ": …");
  const auto what = full_name(recipe, name);
  return required.empty() ? fmt::format("needs: [{}]", what) : fmt::format("needs: [{{{}: {{{}}}}}]", what, join(required, ", "));
}

std::string parameter_text(const Name& name, const ParameterSpec& parameter) {
  std::string text = type_text(parameter);
  if (parameter.fallback) text += fmt::format(", {} if not given", parameter.fallback->to_string().empty() ? "empty" : parameter.fallback->to_string());
  else text += must_be_given(name, parameter) ? ", required" : ", the dependant's name if not given";
  return parameter.summary.empty() ? text : text + ": " + parameter.summary;
}

std::vector<TableRow> rows_of(const Recipe& recipe, const Name& name, const OfferSpec& offer) {
  std::vector<TableRow> rows = {{{"ask for it", Role::dim}, {}, {how_to_ask(recipe, name, offer)}}};
  std::string head = "parameters";
  for (const auto& [parameter, spec] : offer.parameters) rows.push_back({{std::exchange(head, ""), Role::dim}, {parameter.value, Role::name}, {parameter_text(parameter, spec)}});
  head = "exports";
  for (const auto& [exported, text] : offer.exports) rows.push_back({{std::exchange(head, ""), Role::dim}, {exported.value, Role::name}, {fmt::format("${{need.ALIAS.{}}}", exported.value)}});
  head = "environment";
  for (const auto& [variable, text] : offer.env) rows.push_back({{std::exchange(head, ""), Role::dim}, {variable.value, Role::name}, {text.to_string()}});
  return rows;
}

/// The recipe that was asked for; without a word the workspace's own.
Result<std::string> chosen_name(const Arguments& arguments, const Recipes& recipes) {
  const auto name = arguments.words.empty() ? recipes.workspace_recipe : arguments.words.front();
  if (name.empty()) return fail(Error(ErrorCode::bad_usage, "'stackup show' needs the name of a recipe").because("there is no workspace with a recipe of its own here").try_("stackup list, for all recipes"));
  if (!recipes.catalogue.find(name)) return fail(unknown_recipe_name(name, recipes.catalogue));
  return name;
}

void show_offers(const std::string& name, const Recipes& recipes, Format format, Console& console, Diagnostics& mistakes) {
  const auto recipe = recipes.catalogue.recipe(name, mistakes);
  if (recipe) console.out(format == Format::json ? offers_json(*recipe) + "\n" : offers_text(*recipe, console.out_screen));
}

void show_recipe(const std::string& name, const Recipes& recipes, Format format, Console& console, Diagnostics& mistakes) {
  const auto document = recipes.catalogue.merged_document(name, mistakes);
  if (!document) return;
  console.out(format == Format::json ? show_json(name, *document) + "\n" : show_text(*document, console.out_screen));
  (void)decode_recipe(*document, mistakes);  // what is shown may still be wrong
}

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto place = place_to_look(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format, console);
  Diagnostics found;
  const auto recipes = read_recipes(*place, world, found);
  recipes.catalogue.check_changes(found);
  const auto name = chosen_name(arguments, recipes);
  if (name) (arguments.has("--offers") ? show_offers : show_recipe)(*name, recipes, format, console, found);
  Diagnostics mistakes;
  report_in_order(found, mistakes);
  if (!mistakes.empty()) return tell(mistakes.errors(), recipes.sources, format, console);
  return name ? 0 : tell(name.error(), recipes.sources, format, console);
}

}  // namespace

std::string show_text(const Node& document, const Screen& screen) {
  std::string text;
  for (const auto& line : lines_of(show_document(document))) {
    const auto comment = line.rfind("  # ");
    text += comment == std::string::npos ? line : line.substr(0, comment) + painted(line.substr(comment), Role::dim, screen.style);
    text += "\n";
  }
  return text;
}

std::string type_text(const ParameterSpec& parameter) {
  switch (parameter.type) {
    case ParameterType::identifier: return "identifier";
    case ParameterType::string: return "string";
    case ParameterType::integer: return "integer";
    case ParameterType::boolean: return "boolean";
    case ParameterType::choice: return join(parameter.choices, " or ");
  }
  return "";
}

std::string offers_text(const Recipe& recipe, const Screen& screen) {
  if (recipe.offers.empty()) return fmt::format("{0} offers nothing to claim; needs: [{0}] makes others wait until it is ready.\n", recipe.name.value);
  std::string text;
  for (const auto& [name, offer] : recipe.offers) {
    if (!text.empty()) text += "\n";
    text += painted(full_name(recipe, name), Role::strong, screen.style) + (offer.summary.empty() ? "" : ": " + offer.summary) + "\n";
    text += table_text({{}, {}, {}}, rows_of(recipe, name, offer), screen, 2);
  }
  return text;
}

Verb show_verb() {
  return {.name = "show",
          .group = VerbGroup::recipes,
          .summary = "Show a recipe after all merging, each value with its origin",
          .description = "The recipe as stackup sees it: with what it extends, the workspace's overrides and --set. Behind each value stands the file and line that it "
                         "comes from; the output is a recipe again. --offers shows what others can claim of it, and how.",
          .positionals = {{"NAME", "A recipe; otherwise the workspace's own", 0, 1, Completes::recipes}},
          .options = {{"--offers", "", "", "Only what it offers to others: parameters, exports, environment"}, stack_option("--set")},
          .examples = {{"stackup show postgresql", "All of the recipe."},
                       {"stackup show postgresql --offers", "How to ask for a database, and what one gets."},
                       {"stackup show shop --set shop.greeting=hello", "What would a setting change?"}},
          .run = run};
}

}  // namespace stackup
