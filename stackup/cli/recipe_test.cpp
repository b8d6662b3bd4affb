#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/front_end.h"
#include "stackup/cli/list.h"
#include "stackup/cli/looking.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/own_program.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/run_plan.h"
#include "stackup/cli/world.h"
#include "stackup/rig/catalogue_run.h"
#include "stackup/rig/rig.h"
#include "stackup/system/linux_witness.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

namespace stackup {
namespace {

/// Words for every call of stackup within: paths are made absolute, because it runs elsewhere.
std::vector<std::string> given_words(const Arguments& arguments, World& world) {
  std::vector<std::string> words;
  const auto absolute = [&](const std::string& path) { return (world.current_directory() / path).lexically_normal().string(); };
  for (const auto& directory : arguments.values("--recipes")) words.insert(words.end(), {"--recipes", absolute(directory)});
  for (const char* option : {"--set", "--mirror"})
    for (const auto& value : arguments.values(option)) words.insert(words.end(), {option, value});
  return words;
}

std::vector<std::string> chosen_recipes(const Arguments& arguments, const Recipes& recipes) {
  if (!arguments.has("--all")) return arguments.words.empty() && !recipes.workspace_recipe.empty() ? std::vector{recipes.workspace_recipe} : arguments.words;
  std::vector<std::string> names;
  for (const auto& recipe : listed_recipes(recipes.catalogue))
    if (recipe.kind == RecipeKind::service) names.push_back(recipe.name);
  return names;
}

Result<void> check_names(const std::vector<std::string>& names, const Recipes& recipes) {
  if (names.empty())
    return fail(Error(ErrorCode::bad_usage, "'stackup recipe test' needs the name of a recipe").because("there is no workspace with a recipe of its own here").try_("stackup recipe test --all, for every service"));
  for (const auto& name : names)
    if (recipes.catalogue.find(name) == nullptr) return fail(unknown_recipe_name(name, recipes.catalogue));
  return {};
}

std::string distribution_package(const Recipe& recipe) {
  for (const char* family : {"debian", ""})
    if (const auto found = recipe.packages.find(family); found != recipe.packages.end() && !found->second.empty()) return found->second.front().value;
  return "";
}

/// The promise that is being tried, on a line that is drawn over.
std::function<void(Promise)> progress_on(Console& console, Format format) {
  if (format == Format::json || console.err_motion == Motion::none) return {};
  return [&console](Promise promise) { console.err(fmt::format("\r\x1b[K… {}", to_string(promise))); };
}

Task<int> test_one(const Recipe& recipe, const Recipes& recipes, const Arguments& arguments, World& world, Flag& stop) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto root = world.cache_directory() / "rig" / fmt::format("{}-{}", recipe.name.value, getpid());
  Throwaway throwaway(root, own_program(), given_words(arguments, world), world.environment(), world.cache_directory().parent_path(), world.files(), world.processes(), world.clock());
  if (auto made = throwaway.make(); !made) co_return tell(made.error(), Sources{}, format, console);
  if (recipe.name.value == recipes.workspace_recipe)
    if (auto added = throwaway.add_recipe(recipe.name.value, recipes.workspace_text); !added) co_return tell(added.error(), Sources{}, format, console);
  LinuxWitness witness;
  RigOptions options;
  options.company = arguments.has("--alone") ? Company::alone : Company::others_may_be_at_work;
  options.distribution_package = distribution_package(recipe);
  options.should_stop = [&stop] { return stop.is_set(); };
  options.on_promise = progress_on(console, format);
  Rig rig(recipe, throwaway, RigTools{world.files(), world.processes(), world.clock(), witness}, std::move(options));
  auto card = co_await rig.run();
  if (console.err_motion == Motion::possible && format == Format::text) console.err("\r\x1b[K");
  const bool is_kept = arguments.has("--keep");
  if (is_kept) card.left = root.string();
  else co_await throwaway.remove();
  console.out(format == Format::json ? card_json(card) + "\n" : card_text(card, console.out_screen));
  if (stop.is_set()) co_return 130;
  co_return card.is_good() ? 0 : 1;
}

Result<void> write_markdown(const std::vector<Card>& cards, const Arguments& arguments, World& world) {
  const auto file = arguments.value("--markdown");
  if (file.empty()) return {};
  return world.files().write(world.current_directory() / file, cards_markdown(cards), 0644);
}

Task<int> test_many(std::vector<std::string> names, const Arguments& arguments, World& world, Flag& stop) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto jobs = static_cast<std::size_t>(jobs_of(arguments, static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))));
  CatalogueRun run{own_program(), std::move(names), given_words(arguments, world), world.environment(), jobs, {}, [&stop] { return stop.is_set(); }};
  for (const char* option : {"--alone", "--keep"})
    if (arguments.has(option)) run.given.emplace_back(option);
  run.on_card = [&](const Card& card) {
    if (format == Format::json) console.out(card_json(card) + "\n");
    else if (!card.is_good()) console.out(card_text(card, console.out_screen) + "\n");
    else console.err(fmt::format("{} {}\n", card.recipe, to_string(card.took)));
  };
  const auto cards = co_await run_catalogue(std::move(run), world.processes());
  if (format == Format::text) console.out(cards_text(cards, console.out_screen));
  if (auto written = write_markdown(cards, arguments, world); !written) co_return tell(written.error(), Sources{}, format, console);
  if (stop.is_set()) co_return 130;
  co_return std::all_of(cards.begin(), cards.end(), [](const Card& card) { return card.is_good(); }) ? 0 : 1;
}

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  if (const int code = give_up_root(arguments, world); code != 0) return code;
  const auto place = place_to_look(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format, console);
  Diagnostics mistakes;
  const auto recipes = read_recipes(*place, world, mistakes);
  const auto names = chosen_recipes(arguments, recipes);
  if (!mistakes.empty()) return tell(mistakes.errors(), recipes.sources, format, console);
  if (auto known = check_names(names, recipes); !known) return tell(known.error(), recipes.sources, format, console);
  if (names.size() > 1 || arguments.has("--all")) return run_on_loop(world, [&](Flag& stop) { return test_many(names, arguments, world, stop); });
  const auto recipe = recipes.catalogue.recipe(names.front(), mistakes);
  if (!recipe) return tell(mistakes.errors(), recipes.sources, format, console);
  return run_on_loop(world, [&](Flag& stop) { return test_one(*recipe, recipes, arguments, world, stop); });
}

}  // namespace

Verb recipe_test_verb() {
  return {.name = "recipe test",
          .group = VerbGroup::recipes,
          .summary = "Try every promise of a recipe in a throw-away workspace",
          .description = "Brings the recipe up alone, uses what it offers as two dependants would, kills its processes, restarts and resets it, starts a second one, takes its "
                         "ports away, and looks for what it leaves behind. Ends with a card, and with 1 if a promise was broken. A file that appears in /tmp meanwhile may be "
                         "another program's; with --alone it counts as the recipe's.",
          .positionals = {{"NAME", "Recipes; otherwise the workspace's own", 0, -1, Completes::recipes}},
          .options = {{"--all", "", "", "Every service"},
                      {"--jobs", "-j", "N", "Of several recipes, so many at a time; otherwise one for each processor"},
                      {"--keep", "", "", "Keep the throw-away directory"},
                      {"--alone", "", "", "No other program of this user makes files meanwhile"},
                      {"--markdown", "", "FILE", "Write the cards of several recipes as a table"},
                      stack_option("--set"),
                      stack_option("--mirror")},
          .examples = {{"stackup recipe test redis", "One service."},
                       {"stackup recipe test --recipes . ledger", "One of your own."},
                       {"stackup recipe test --all --markdown catalogue.md", "The whole catalogue."}},
          .run = run};
}

}  // namespace stackup
