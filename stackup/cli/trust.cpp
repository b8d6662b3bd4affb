#include "stackup/cli/trust.h"

#include "stackup/base/digest.h"
#include "stackup/base/text.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/ports/terminal.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::filesystem::path store(World& world) { return world.state_directory() / "trusted"; }

std::string text_of(const CommandTemplate& command) {
  if (command.script) return *command.script;
  std::vector<std::string> words;
  for (const auto& word : command.words) words.push_back(word.to_string());
  return join(words, " ");
}

void add(std::vector<std::string>& lines, const std::string& what, const CommandTemplate& command) { lines.push_back(fmt::format("{}: {}", what, printable(text_of(command)))); }

void add(std::vector<std::string>& lines, const std::string& what, const std::optional<ActionTemplate>& action) {
  if (action) add(lines, what, action->command);
}

std::string text_or(const std::optional<Template>& text, const std::string& otherwise) { return text ? text->to_string() : otherwise; }

std::string text_of(const RunStepSpec& run) { return text_of(run.command); }

std::string text_of(const PythonSpec& python) {
  return fmt::format("install {} with pip{}", text_or(python.editable, "requirements"), python.index ? " from " + python.index->to_string() : std::string());
}

std::string text_of(const NodeSpec& node) {
  auto text = fmt::format("npm ci in {}{}", text_or(node.directory, "."), node.registry ? " from " + node.registry->to_string() : std::string());
  for (const auto& script : node.scripts) text += ", npm run " + script.to_string();
  return text;
}

std::string text_of(const CMakeSpec& cmake) { return fmt::format("build {} with CMake", text_or(cmake.source, ".")); }

std::string text_of(const MakeSpec& make) {
  std::vector<std::string> words = {"make"};
  for (const auto& target : make.targets) words.push_back(target.to_string());
  return fmt::format("{} in {}", join(words, " "), text_or(make.directory, "."));
}

void add_step(std::vector<std::string>& lines, const std::string& name, const StepTemplate& step) {
  const auto text = std::visit([](const auto& kind) { return text_of(kind); }, step.kind);
  lines.push_back(fmt::format("step {}: {}", name, printable(text)));
}

std::string packages_line(const Recipe& recipe) {
  std::vector<std::string> names;
  for (const auto& [family, list] : recipe.packages)
    for (const auto& name : list) names.push_back(name.value);
  return "packages: " + join(names, " ");
}

}  // namespace

bool comes_from_elsewhere(const Place& place, World& world) {
  if (!place.recipe_file) return false;
  if (!place.remembered.url.empty()) return true;
  for (auto directory = place.recipe_file->parent_path();; directory = directory.parent_path()) {
    if (world.files().exists(directory / ".git")) {
      const auto config = world.files().read(directory / ".git" / "config");
      return !config || config->find("[remote ") != std::string::npos;
    }
    if (directory == directory.root_path()) return false;
  }
}

bool is_trusted(const std::string& recipe_text, World& world) {
  const auto text = world.files().read(store(world));
  if (!text) return false;
  const auto known = lines_of(*text);
  return std::any_of(known.begin(), known.end(), [&](const std::string& line) { return line.starts_with(digest_of(recipe_text)); });
}

Result<void> remember_trust(const std::string& recipe_text, const std::string& origin, World& world) {
  const auto before = world.files().read(store(world));
  return world.files().write(store(world), fmt::format("{}{} {}\n", before ? *before : "", digest_of(recipe_text), origin), 0600);
}

std::vector<std::string> commands_of(const Recipe& recipe) {
  std::vector<std::string> lines;
  if (!recipe.packages.empty()) lines.push_back(packages_line(recipe));
  for (const auto& [name, step] : recipe.steps) add_step(lines, name.value, step);
  for (const auto& [name, process] : recipe.processes) {
    add(lines, "process " + name.value, process.command);
    if (const auto* run = std::get_if<ReadyTemplate::Run>(&process.ready.probe)) add(lines, "readiness of " + name.value, run->command);
  }
  for (const auto& [name, offer] : recipe.offers) {
    add(lines, fmt::format("offer {}, probe", name.value), offer.probe);
    add(lines, fmt::format("offer {}, create", name.value), offer.create);
    add(lines, fmt::format("offer {}, drop", name.value), offer.drop);
    add(lines, fmt::format("offer {}, reset", name.value), offer.reset);
  }
  for (const auto& check : recipe.smoke)
    if (const auto* run = std::get_if<SmokeTemplate::Run>(&check.check)) add(lines, "smoke check", run->command);
  if (recipe.connect) add(lines, "client", recipe.connect->command);
  if (recipe.test) {
    add(lines, "tests", recipe.test->command);
    if (recipe.test->quick) add(lines, "quick tests", *recipe.test->quick);
  }
  return lines;
}

Result<void> ask_for_trust(const Session& session, const Arguments& arguments, World& world, bool& remember) {
  remember = false;
  if (!comes_from_elsewhere(session.place, world) || is_trusted(session.recipes.workspace_text, world)) return {};
  const Unit* unit = session.stack.find(session.recipes.workspace_recipe);
  const std::string origin = session.place.remembered.url.empty() ? session.place.recipe_file->string() : session.place.remembered.url;
  Console& console = world.console();
  console.err(fmt::format("The recipe of {} comes from {}. It would run these commands as {}:\n", session.recipes.workspace_recipe, origin, world.invoker().name));
  if (unit)
    for (const auto& line : commands_of(unit->recipe)) console.err(fmt::format("  {}\n", line));
  remember = arguments.has("--trust") || world.terminal().confirm("Run them?");
  if (remember) return {};
  return fail(Error(ErrorCode::not_trusted, fmt::format("the recipe of {} was not accepted", session.recipes.workspace_recipe))
                  .because(world.terminal().can_ask() ? "the answer was no" : "there is no terminal to ask at, and --trust was not given")
                  .try_(fmt::format("look at it with stackup show {}, then say stackup trust, or add --trust", session.recipes.workspace_recipe)));
}

Result<void> require_trust(const Session& session, const Arguments& arguments, World& world) {
  bool remember = false;
  if (auto trusted = ask_for_trust(session, arguments, world, remember); !trusted || !remember) return trusted;
  return remember_trust(session.recipes.workspace_text, session.place.workspace.string(), world);
}

}  // namespace stackup
