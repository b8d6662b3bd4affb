#include "stackup/cli/recipe_new.h"

#include "stackup/base/text.h"
#include "stackup/cli/init_guess.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/recipe/codec.h"
#include "stackup/ui/table.h"

#include <filesystem>

#include <fmt/format.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

constexpr unsigned recipe_mode = 0644;
constexpr std::size_t longest_name = 40;  // so that the summary made of it fits into a line

Result<std::string> chosen_name(const std::string& word) {
  if (word.size() <= longest_name && matches(word, recipe_names().pattern)) return word;
  Error error(ErrorCode::bad_usage, fmt::format("'{}' can't be a recipe's name", printable(word)));
  error.because(fmt::format("a name is a lower-case letter, then lower-case letters, digits and -, {} at most", longest_name));
  if (const auto usable = as_name(word); !usable.empty()) error.try_(fmt::format("stackup recipe new {}", usable));
  return fail(error.try_("stackup recipe new shop"));
}

Result<StartingKind> chosen_kind(const Arguments& arguments) {
  const auto word = arguments.value("--kind");
  if (word == "project") return StartingKind::project;
  if (word == "service" || word.empty()) return StartingKind::service;
  return fail(Error(ErrorCode::bad_usage, fmt::format("there is no kind '{}'", printable(word)))
                  .because("a recipe starts as a service, which others need, or as a project, with a repository to hack on")
                  .try_("--kind service, or --kind project"));
}

/// NAME.yaml here, or in the directory or at the file that --output says.
fs::path chosen_file(const std::string& name, const Arguments& arguments) {
  const fs::path output = arguments.value("--output");
  const bool is_file = output.extension() == ".yaml" || output.extension() == ".yml";
  return (is_file ? output : output / (name + ".yaml")).lexically_normal();
}

Result<void> check_free(const fs::path& file, World& world) {
  if (!world.files().exists(world.current_directory() / file)) return {};
  return fail(Error(ErrorCode::bad_usage, fmt::format("there is a {} already", file.string()))
                  .because("what somebody may have written is never replaced")
                  .try_("stackup recipe new NAME --output DIR, for another place"));
}

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto name = chosen_name(arguments.words.front());
  if (!name) return tell(name.error(), Sources{}, format, console);
  const auto kind = chosen_kind(arguments);
  if (!kind) return tell(kind.error(), Sources{}, format, console);
  const auto file = chosen_file(*name, arguments);
  if (const auto is_free = check_free(file, world); !is_free) return tell(is_free.error(), Sources{}, format, console);
  const auto made = made_recipe(*kind, *name, file.string());
  if (const auto done = world.files().write(world.current_directory() / file, made.text, recipe_mode); !done) return tell(done.error(), Sources{}, format, console);
  if (format == Format::json) console.out(recipe_new_json(made) + "\n");
  else console.err(recipe_new_text(made, console.err_screen));
  return 0;
}

}  // namespace

MadeRecipe made_recipe(StartingKind kind, std::string name, const std::string& file) {
  const auto directory = fs::path(file).parent_path().string();
  const auto shown = shell_quoted(file);
  const auto recipes = shell_quoted(directory.empty() ? "." : directory);
  MadeRecipe made{std::move(name), kind, file, "", {}};
  made.text = starting_recipe(kind, made.name);
  made.next = {{"$EDITOR " + shown, "change what is marked with \"yours:\""},
               {"stackup check --strict " + shown, "after every change: finds all mistakes, and what is missing"},
               {fmt::format("stackup recipe test {} --recipes {}", made.name, recipes), "try it: starts it, uses what it offers, kills, resets and removes it"},
               {fmt::format("stackup up {} --recipes {}", made.name, recipes), "bring it up"}};
  return made;
}

std::string recipe_new_text(const MadeRecipe& made, const Screen& screen) {
  std::vector<TableRow> next;
  for (const auto& command : made.next) next.push_back({{command.words, Role::strong}, {command.meaning}});
  return fmt::format("{} Wrote {}: a {} to start from\n\nNext\n{}", painted(glyph(Mark::done, screen.style), Role::good, screen.style), made.file,
                     made.kind == StartingKind::service ? "service" : "project", table_text({{}, {}}, next, screen, 2));
}

Verb recipe_new_verb() {
  return {.name = "recipe new",
          .group = VerbGroup::recipes,
          .summary = "Write a recipe to start from, with comments",
          .description = "A service works as it stands and shows everything that a service has: an offer with its trial, a smoke check, explained failures. A project has "
                         "a repository, what it needs, steps, a process and tests. For sources that are there already, `stackup init` guesses a recipe from them. Nothing is "
                         "asked, run or fetched, and no file is replaced.",
          .positionals = {{"NAME", "The recipe's name; its file is NAME.yaml", 1, 1, Completes::nothing}},
          .options = {{"--kind", "", "KIND", "service (unless given) or project"}, {"--output", "-o", "FILE", "The file to write (….yaml), or the directory for it"}},
          .examples = {{"stackup recipe new tickets", "A service, in tickets.yaml."},
                       {"stackup recipe new shop --kind project -o recipes/", "A project, in recipes/shop.yaml."}},
          .run = run};
}

}  // namespace stackup
