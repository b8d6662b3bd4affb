#include "stackup/cli/check.h"

#include "stackup/base/text.h"
#include "stackup/cli/looking.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

/// One thing to check: a workspace, a file taken as a workspace's recipe, or a directory of recipes.
struct Subject {
  enum class Kind { workspace, file, directory };
  Kind kind = Kind::workspace;
  std::string title;
  Place place;
};

std::string shown_path(const fs::path& path, World& world) {
  const auto relative = path.lexically_relative(world.current_directory()).string();
  return relative.empty() || relative.starts_with("..") ? path.string() : relative;
}

Result<Subject> subject_of_word(const std::string& word, const Arguments& arguments, World& world) {
  const auto path = (world.current_directory() / word).lexically_normal();
  if (!world.files().exists(path)) {
    return fail(Error(ErrorCode::bad_usage, fmt::format("there is no file or directory {}", printable(word))).try_("stackup check, for the workspace around you"));
  }
  const bool is_directory = world.files().is_directory(path);
  const bool has_own_recipe = is_directory && world.files().exists(path / "stackup.yaml");
  Subject subject;
  subject.place.remembered.recipes = arguments.values("--recipes");
  subject.place.remembered.settings = arguments.values("--set");
  subject.place.remembered.with = arguments.values("--with");
  subject.title = word;
  subject.kind = is_directory && !has_own_recipe ? Subject::Kind::directory : Subject::Kind::file;
  subject.place.workspace = is_directory ? path : path.parent_path();
  if (subject.kind == Subject::Kind::directory) subject.place.remembered.recipes.push_back(path.string());
  else subject.place.recipe_file = is_directory ? path / "stackup.yaml" : path;
  return subject;
}

Result<Subject> subject_around(const Arguments& arguments, World& world) {
  auto place = place_to_look(arguments, world);
  if (!place) return fail(place);
  if (!place->recipe_file && place->remembered.targets.empty() && place->remembered.recipes.empty()) {
    return fail(Error(ErrorCode::no_workspace, "there is nothing to check here")
                    .because(fmt::format("{} has no stackup.yaml, and neither has a directory above it", place->workspace.string()))
                    .try_("stackup check FILE or DIR, for recipes elsewhere")
                    .try_("stackup init, to make a recipe for the project here"));
  }
  auto title = shown_path(place->recipe_file.value_or(place->workspace), world);
  return Subject{Subject::Kind::workspace, std::move(title), std::move(*place)};
}

/// Files that are checked together may need each other; what is wrong in the others is told when it is their turn.
void add_others(const std::vector<Subject>& subjects, const Subject& own, World& world, Recipes& recipes) {
  Diagnostics told_elsewhere;
  for (const auto& other : subjects) {
    if (other.kind != Subject::Kind::file || other.place.recipe_file == own.place.recipe_file) continue;
    const auto text = world.files().read(*other.place.recipe_file);
    if (!text) continue;
    const SourceText source{shown_path(*other.place.recipe_file, world), *text};
    recipes.sources.add(source);
    recipes.catalogue.add(source, RecipeOrigin::directory, other.place.recipe_file->parent_path().string(), told_elsewhere);
  }
}

/// The recipes that are looked at by themselves: the workspace's own, or all of the directories.
std::vector<std::string> names_to_check(const Recipes& recipes, const Subject& subject) {
  if (!recipes.workspace_recipe.empty()) return {recipes.workspace_recipe};
  std::vector<std::string> names;
  if (subject.place.recipe_file || !subject.place.remembered.targets.empty()) return names;
  for (const auto& name : recipes.catalogue.names())
    if (recipes.catalogue.find(name)->origin == RecipeOrigin::directory) names.push_back(name);
  return names;
}

/// What the workspace was told to bring up. A target whose recipe could not be read is left out: why it could not is told already.
Selection selection_of(const Place& place, const Recipes& recipes, const Diagnostics& found) {
  Selection selection{place.remembered.targets, place.remembered.with, place.remembered.only};
  if (selection.targets.empty() && !recipes.workspace_recipe.empty()) selection.targets.push_back(recipes.workspace_recipe);
  if (!found.empty()) std::erase_if(selection.targets, [&](const std::string& target) { return recipes.catalogue.find(target) == nullptr; });
  return selection;
}

/// Those that an earlier subject had too are `told` already.
void tell_new(const std::vector<Error>& found, const Sources& sources, std::vector<Error>& told, const CheckReport& report, Console& console) {
  for (const auto& error : found) {
    if (std::find(told.begin(), told.end(), error) != told.end()) continue;
    if (!report.errors.empty() || !report.warnings.empty()) console.err("\n");
    tell(error, sources, Format::text, console);
    told.push_back(error);
  }
}

enum class Strictness { mistakes, strict };

void check_subject(const std::vector<Subject>& subjects, const Subject& subject, Strictness strictness, World& world, CheckReport& report) {
  Diagnostics found;
  auto recipes = read_recipes(subject.place, world, found);
  add_others(subjects, subject, world, recipes);
  const auto environment = recipe_environment(subject.place, world, recipes, found);
  (void)given_mirrors(subject.place, recipes, found);
  report.subjects.push_back(subject.title);
  const auto selection = selection_of(subject.place, recipes, found);
  const auto names = names_to_check(recipes, subject);
  check_recipes(recipes.catalogue, names, selection, environment, report, found);
  tell_new(found.errors(), recipes.sources, report.errors, report, world.console());
  if (strictness == Strictness::strict) tell_new(strict_warnings(recipes.catalogue, names), recipes.sources, report.warnings, report, world.console());
}

Result<std::vector<Subject>> subjects_of(const Arguments& arguments, World& world) {
  std::vector<Subject> subjects;
  for (const auto& word : arguments.words) {
    auto subject = subject_of_word(word, arguments, world);
    if (!subject) return fail(subject);
    subjects.push_back(std::move(*subject));
  }
  if (!subjects.empty()) return subjects;
  auto around = subject_around(arguments, world);
  if (!around) return fail(around);
  return std::vector{std::move(*around)};
}

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto subjects = subjects_of(arguments, world);
  if (!subjects) return tell(subjects.error(), Sources{}, format, console);
  CheckReport report;
  const auto strictness = arguments.has("--strict") ? Strictness::strict : Strictness::mistakes;
  for (const auto& subject : *subjects) check_subject(*subjects, subject, strictness, world, report);
  if (format == Format::json) console.out(check_json(report) + "\n");
  if (!report.warnings.empty()) console.err("\n" + mistakes_text(report.warnings, "warning") + "\n");
  if (!report.errors.empty()) console.err((report.warnings.empty() ? "\n" : "") + mistakes_text(report.errors) + "\n");
  if (!report.errors.empty()) return exit_code_of(report.errors.front().code());
  if (!report.warnings.empty()) return exit_code_of(report.warnings.front().code());
  if (format == Format::text) console.out(check_text(report, console.out_screen));
  return 0;
}

}  // namespace

Verb check_verb() {
  return {.name = "check",
          .group = VerbGroup::recipes,
          .summary = "Check recipes: every mistake in one run",
          .description = "A FILE is checked as if it were a workspace's own recipe, together with all that it uses, its profiles and its optional needs; of a DIR all "
                         "recipes in it, or its stackup.yaml. Otherwise the workspace around you. Nothing is run and nothing is fetched.",
          .positionals = {{"FILE or DIR", "Recipes to check; otherwise the workspace's", 0, -1, Completes::files}},
          .options = {{"--strict", "", "", "Also tell what could be better: promises that a service does not keep, and style"}, stack_option("--set"), stack_option("--with")},
          .examples = {{"stackup check", "The workspace around you."},
                       {"stackup check shop.yaml", "One recipe and what it needs."},
                       {"stackup check --strict shop.yaml", "Before others are to use it: warnings too, each with what to do. Exits with 1 if there is any."},
                       {"stackup check --json recipes/", "All recipes in a directory, for a program."}},
          .run = run};
}

}  // namespace stackup
