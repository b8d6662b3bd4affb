#include "stackup/cli/list.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/front_end.h"
#include "stackup/cli/looking.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ui/table.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<std::pair<RecipeKind, std::string_view>, 4> sections = {{{RecipeKind::project, "Projects, to hack on"},
                                                                              {RecipeKind::stack, "Stacks, of several projects"},
                                                                              {RecipeKind::service, "Services, for others to need"},
                                                                              {RecipeKind::base, "Only to be extended"}}};

bool has_any(const Node& document, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return document.find(key) != nullptr; });
}

std::string text_of(const Node& document, std::string_view key) {
  const auto* node = document.find(key);
  return node != nullptr && node->is_scalar() ? node->scalar : "";
}

std::string lower(std::string_view text) {
  std::string lower_case(text);
  std::transform(lower_case.begin(), lower_case.end(), lower_case.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower_case;
}

ListedRecipe listed(const RecipeDocument& document, const Catalogue& catalogue) {
  Diagnostics not_asked_for;  // `check` tells what is wrong; a list is no place for it
  const auto merged = catalogue.merged_document(document.name, not_asked_for).value_or(document.document);
  ListedRecipe recipe{document.name, one_line(text_of(merged, "summary")), text_of(merged, "description"), kind_of(merged, document.origin), document.origin, document.document.span.file, {}};
  if (const auto* offers = merged.find("offers"))
    for (const auto& entry : offers->entries) recipe.offers.push_back(entry.key.value);
  return recipe;
}

std::string place_of(const ListedRecipe& recipe) { return recipe.origin == RecipeOrigin::built_in ? "built in" : recipe.file; }

void tell_nothing_found(const std::string& word, const std::vector<ListedRecipe>& all, Console& console) {
  std::vector<std::string> names;
  for (const auto& recipe : all) names.push_back(recipe.name);
  const auto meant = closest_match(word, names);
  console.err(fmt::format("No recipe has '{}' in its name, summary or description.{}\n", printable(word), meant ? fmt::format(" Did you mean '{}'?", *meant) : ""));
}

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto place = place_to_look(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format, console);
  Diagnostics mistakes;
  const auto recipes = read_recipes(*place, world, mistakes);
  const auto all = listed_recipes(recipes.catalogue);
  const auto word = arguments.words.empty() ? "" : arguments.words.front();
  const auto chosen = recipes_about(all, word);
  console.out(format == Format::json ? list_json(chosen) + "\n" : list_text(chosen, console.out_screen));
  if (chosen.empty()) tell_nothing_found(word, all, console);
  if (!mistakes.empty())
    console.err(fmt::format("{} in recipes that were read, so some may be missing here: stackup check shows {}\n", counted(mistakes.size(), "mistake"), mistakes.size() == 1 ? "it" : "them"));
  return 0;
}

}  // namespace

std::string_view to_string(RecipeKind kind) {
  switch (kind) {
    case RecipeKind::project: return "project";
    case RecipeKind::stack: return "stack";
    case RecipeKind::service: return "service";
    case RecipeKind::base: return "base";
  }
  return "";
}

std::string_view to_string(RecipeOrigin origin) {
  switch (origin) {
    case RecipeOrigin::workspace: return "workspace";
    case RecipeOrigin::directory: return "directory";
    case RecipeOrigin::built_in: return "built_in";
  }
  return "";
}

RecipeKind kind_of(const Node& document, RecipeOrigin origin) {
  if (text_of(document, "abstract") == "true") return RecipeKind::base;
  if (document.find("repository") != nullptr) return RecipeKind::project;
  if (document.find("offers") != nullptr) return RecipeKind::service;
  const bool does_something = has_any(document, {"packages", "steps", "processes", "run", "sh", "files", "ports"});
  if (!does_something && document.find("needs") != nullptr) return RecipeKind::stack;
  return origin == RecipeOrigin::workspace ? RecipeKind::project : RecipeKind::service;
}

std::vector<ListedRecipe> listed_recipes(const Catalogue& catalogue) {
  std::vector<ListedRecipe> recipes;
  for (const auto& name : catalogue.names())
    if (const auto* document = catalogue.find(name)) recipes.push_back(listed(*document, catalogue));
  return recipes;
}

std::vector<ListedRecipe> recipes_about(std::vector<ListedRecipe> recipes, std::string_view word) {
  const auto wanted = lower(word);
  const auto is_about = [&](const ListedRecipe& recipe) { return lower(recipe.name + "\n" + recipe.summary + "\n" + recipe.description).find(wanted) != std::string::npos; };
  std::erase_if(recipes, [&](const ListedRecipe& recipe) { return !is_about(recipe); });
  return recipes;
}

std::string list_text(const std::vector<ListedRecipe>& recipes, const Screen& screen) {
  const bool all_built_in = std::all_of(recipes.begin(), recipes.end(), [](const ListedRecipe& recipe) { return recipe.origin == RecipeOrigin::built_in; });
  int widest = 0;
  int widest_place = 0;
  for (const auto& recipe : recipes) {
    widest = std::max(widest, display_width(recipe.name));
    widest_place = std::max(widest_place, display_width(place_of(recipe)));
  }
  std::string text;
  for (const auto& [kind, title] : sections) {
    std::vector<TableRow> rows;
    for (const auto& recipe : recipes)
      if (recipe.kind == kind) rows.push_back({{padded(recipe.name, widest), Role::name}, {all_built_in ? "" : padded(place_of(recipe), widest_place), Role::dim}, {recipe.summary}});
    if (rows.empty()) continue;
    text += (text.empty() ? "" : "\n") + painted(title, Role::strong, screen.style) + "\n" + table_text({{}, {}, {}}, rows, screen, 2);
  }
  return text;
}

Verb list_verb() {
  return {.name = "list",
          .group = VerbGroup::recipes,
          .summary = "List the recipes that can be brought up",
          .description = "Projects, stacks and services: those of the workspace, of --recipes and the built-in ones. With a word only those that have it in their "
                         "name, summary or description.",
          .positionals = {{"WORD", "Only recipes about this", 0, 1, Completes::recipes}},
          .options = {},
          .examples = {{"stackup list", "Everything that `stackup up` could start."}, {"stackup list sql", "Which databases are there?"}},
          .run = run};
}

}  // namespace stackup
