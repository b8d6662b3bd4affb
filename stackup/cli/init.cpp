#include "stackup/cli/init.h"

#include "stackup/base/text.h"
#include "stackup/cli/front_end.h"
#include "stackup/cli/looking.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/ui/table.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t most_read = 128 * 1024;
constexpr std::size_t most_files = 400;
constexpr unsigned recipe_mode = 0644;

/// Made from a project, not part of it.
bool is_derived(const std::filesystem::path& path) {
  static constexpr std::array<std::string_view, 6> directories = {"venv", "env", "node_modules", "build", "dist", "__pycache__"};
  return path.has_parent_path() && std::find(directories.begin(), directories.end(), path.begin()->string()) != directories.end();
}

Result<std::filesystem::path> chosen_directory(const Arguments& arguments, World& world) {
  const auto word = arguments.words.empty() ? "." : arguments.words.front();
  const auto directory = (world.current_directory() / word).lexically_normal();
  if (!world.files().is_directory(directory)) return fail(Error(ErrorCode::bad_usage, fmt::format("there is no directory {}", printable(word))));
  return directory.has_filename() ? directory : directory.parent_path();  // "." leaves a slash at the end
}

Result<void> check_free(const std::filesystem::path& file, const Arguments& arguments, World& world) {
  if (!world.files().exists(file) || arguments.has("--force") || arguments.has("--print")) return {};
  return fail(Error(ErrorCode::bad_usage, fmt::format("there is a {} already", file.string()))
                  .because("init never replaces a recipe that somebody may have written")
                  .try_("stackup init --print, to see what it would write")
                  .try_("stackup init --force, to replace it"));
}

/// What can be needed: every recipe but the one in the directory itself, which is only about to be made.
std::vector<KnownOffer> offers_around(const Arguments& arguments, World& world) {
  auto place = place_to_look(arguments, world);
  if (!place) return {};
  place->recipe_file.reset();
  Diagnostics told_by_check;
  return known_offers(read_recipes(*place, world, told_by_check).catalogue);
}

std::string move_to(const std::filesystem::path& directory, World& world) { return directory == world.current_directory() ? "" : "cd " + shell_quoted(directory.string()); }

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto directory = chosen_directory(arguments, world);
  if (!directory) return tell(directory.error(), Sources{}, format, console);
  const auto file = *directory / "stackup.yaml";
  if (const auto is_free = check_free(file, arguments, world); !is_free) return tell(is_free.error(), Sources{}, format, console);
  const auto draft = guess_recipe(read_project(*directory, world.files()), offers_around(arguments, world));
  const auto written = arguments.has("--print") ? Written::no : Written::yes;
  if (written == Written::yes) {
    if (const auto done = world.files().write(file, draft_text(draft), recipe_mode); !done) return tell(done.error(), Sources{}, format, console);
  }
  if (format == Format::json) console.out(init_json(draft, file.string(), written) + "\n");
  else if (written == Written::no) console.out(draft_text(draft));
  if (format == Format::text && written == Written::yes) console.err(init_text(draft, file.string(), move_to(*directory, world), console.err_screen));
  return 0;
}

std::string count_text(const RecipeDraft& draft) {
  std::vector<std::string> parts;
  for (const auto certainty : {Certainty::sure, Certainty::likely, Certainty::unsure}) {
    const auto count = std::count_if(draft.guesses.begin(), draft.guesses.end(), [&](const Guess& guess) { return guess.certainty == certainty; });
    if (count > 0) parts.push_back(fmt::format("{} {}", count, to_string(certainty)));
  }
  return fmt::format("{}: {}", draft.guesses.size() == 1 ? "1 entry" : fmt::format("{} entries", draft.guesses.size()), join(parts, ", "));
}

}  // namespace

Project read_project(const std::filesystem::path& directory, const Files& files) {
  Project project;
  project.directory = directory.filename().string();
  project.checkout = files.exists(directory / ".git") ? Checkout::git : Checkout::plain;
  for (const auto& pattern : telling_files())
    for (const auto& path : files.glob(directory, pattern)) {
      if (is_derived(path) || project.files.size() >= most_files) continue;
      if (auto text = files.read_part(directory / path, 0, most_read)) project.files.emplace(path.string(), std::move(*text));
    }
  return project;
}

std::string init_text(const RecipeDraft& draft, const std::string& file, const std::string& move, const Screen& screen) {
  auto text = fmt::format("{} Wrote {}: {}\n", painted(glyph(Mark::done, screen.style), Role::good, screen.style), file, count_text(draft));
  std::vector<TableRow> rows;
  for (const auto& guess : draft.guesses)
    if (guess.certainty == Certainty::unsure) rows.push_back({{"unsure", Role::warning}, {guess.section, Role::name}, {guess.why}});
  for (const auto& note : draft.notes) rows.push_back({{"note", Role::dim}, {}, {note}});
  text += table_text({{}, {}, {}}, rows, screen, 2);
  std::vector<TableRow> next;
  if (!move.empty()) next.push_back({{move, Role::strong}, {"where the recipe is"}});
  next.push_back({{"$EDITOR stackup.yaml", Role::strong}, {"behind each guess stands why it was made"}});
  next.push_back({{"stackup check", Role::strong}, {"after every change: finds all mistakes"}});
  next.push_back({{"stackup plan", Role::strong}, {"what would be done, and why"}});
  next.push_back({{"stackup up", Role::strong}, {"do it"}});
  return text + "\nNext\n" + table_text({{}, {}}, next, screen, 2);
}

Verb init_verb() {
  return {.name = "init",
          .group = VerbGroup::start,
          .summary = "Write a first recipe for your project, guessed from its files",
          .description = "Looks at pyproject.toml, setup.cfg, requirements.txt, manage.py, package.json, CMakeLists.txt, a Procfile and Compose files, and writes "
                         "stackup.yaml. Behind each entry stands how sure the guess is, and why. Nothing is run and nothing is fetched.",
          .positionals = {{"DIR", "The project; otherwise the present directory", 0, 1, Completes::files}},
          .options = {{"--print", "", "", "Only print the recipe, write nothing"}, {"--force", "", "", "Replace a stackup.yaml that is there"}},
          .examples = {{"stackup init", "A recipe for the project here."}, {"stackup init --print ~/src/shop", "See what it would be."}},
          .run = run};
}

}  // namespace stackup
