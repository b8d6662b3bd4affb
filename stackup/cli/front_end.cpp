#include "stackup/cli/front_end.h"

#include "stackup/base/embedded.h"
#include "stackup/base/text.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"

#include <fmt/format.h>

namespace stackup {

std::span<const EmbeddedFile> embedded_recipes();

namespace {

void add(Recipes& recipes, SourceText source, RecipeOrigin origin, const std::string& directory, Diagnostics& diagnostics) {
  recipes.sources.add(source);
  recipes.catalogue.add(source, origin, directory, diagnostics);
}

void add_file(Recipes& recipes, const std::filesystem::path& file, RecipeOrigin origin, World& world, Diagnostics& diagnostics) {
  auto text = world.files().read(file);
  if (!text) {
    diagnostics.report(text.error());
    return;
  }
  if (origin == RecipeOrigin::workspace) recipes.workspace_text = *text;
  add(recipes, {file.lexically_relative(world.current_directory()).string().starts_with("..") ? file.string() : file.lexically_relative(world.current_directory()).string(), std::move(*text)},
      origin, file.parent_path().string(), diagnostics);
}

void add_directory(Recipes& recipes, const std::filesystem::path& directory, World& world, Diagnostics& diagnostics) {
  if (!world.files().is_directory(directory)) {
    diagnostics.report(ErrorCode::bad_usage, fmt::format("--recipes: {} is not a directory", directory.string()));
    return;
  }
  for (const auto& name : world.files().list(directory))
    if (name.ends_with(".yaml") || name.ends_with(".yml")) add_file(recipes, directory / name, RecipeOrigin::directory, world, diagnostics);
}

/// NAME=DIR and FROM=TO.
std::optional<std::pair<std::string, std::string>> split_pair(const std::string& text, std::string_view option, Diagnostics& diagnostics) {
  const auto equals = text.find('=');
  if (equals != std::string::npos && equals > 0 && equals + 1 < text.size()) return std::pair(text.substr(0, equals), text.substr(equals + 1));
  diagnostics.report(ErrorCode::bad_usage, fmt::format("{} {} lacks its '='", option, text)).try_(fmt::format("{} LEFT=RIGHT", option));
  return std::nullopt;
}

void read_env_line(std::string_view line, SourceSpan span, std::map<std::string, std::string>& environment, Diagnostics& diagnostics) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#') return;
  if (line.starts_with("export ")) line = trimmed(line.substr(7));
  const auto equals = line.find('=');
  const auto name = trimmed(line.substr(0, equals));
  if (equals == std::string_view::npos || !is_environment_name(name)) {
    diagnostics.report(ErrorCode::bad_value, "a line of .env is not NAME=VALUE", span).try_("write NAME=VALUE, or put a # before it");
    return;
  }
  auto value = trimmed(line.substr(equals + 1));
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) value = value.substr(1, value.size() - 2);
  environment[std::string(name)] = std::string(value);
}

}  // namespace

Recipes read_recipes(const Place& place, World& world, Diagnostics& diagnostics) {
  Recipes recipes;
  for (const auto& file : embedded_recipes()) add(recipes, {fmt::format("built-in:{}", file.name), std::string(file.text)}, RecipeOrigin::built_in, "", diagnostics);
  for (const auto& directory : place.remembered.recipes) add_directory(recipes, world.current_directory() / directory, world, diagnostics);
  if (place.recipe_file) {
    add_file(recipes, *place.recipe_file, RecipeOrigin::workspace, world, diagnostics);
    if (const auto* own = recipes.catalogue.workspace()) recipes.workspace_recipe = own->name;
  }
  recipes.sources.add(settings_source(place.remembered.settings));
  for (auto& setting : parse_settings(place.remembered.settings, diagnostics)) recipes.catalogue.set(std::move(setting));
  return recipes;
}

std::map<std::string, std::string> recipe_environment(const Place& place, World& world, Recipes& recipes, Diagnostics& diagnostics) {
  std::map<std::string, std::string> environment(world.environment().begin(), world.environment().end());
  const auto file = place.workspace / ".env";
  if (!world.files().exists(file)) return environment;
  const auto text = world.files().read(file);
  if (!text) {
    diagnostics.report(text.error());
    return environment;
  }
  recipes.sources.add({".env", *text});
  int number = 0;
  for (const auto& line : lines_of(*text)) read_env_line(line, {".env", ++number, 1, static_cast<int>(line.size())}, environment, diagnostics);
  return environment;
}

std::optional<Stack> resolve_place(const Place& place, const Recipes& recipes, const std::map<std::string, std::string>& environment, Diagnostics& diagnostics) {
  Selection selection{place.remembered.targets, place.remembered.with, place.remembered.only};
  if (selection.targets.empty() && !recipes.workspace_recipe.empty()) selection.targets.push_back(recipes.workspace_recipe);
  if (selection.targets.empty() && diagnostics.empty()) {
    diagnostics.report(ErrorCode::no_workspace, fmt::format("nothing says what to bring up in {}", place.workspace.string()))
        .because("there is no stackup.yaml, and no earlier up named a recipe")
        .try_("name one: stackup up NAME; stackup list shows them");
  }
  if (!diagnostics.empty()) return std::nullopt;
  return resolve(recipes.catalogue, selection, environment, diagnostics);
}

std::map<std::string, std::filesystem::path> given_sources(const Place& place, World& world, Diagnostics& diagnostics) {
  std::map<std::string, std::filesystem::path> sources;
  for (const auto& text : place.remembered.sources)
    if (const auto pair = split_pair(text, "--src", diagnostics)) {
      const std::filesystem::path directory = pair->second;
      if (!world.files().is_directory(directory)) diagnostics.report(ErrorCode::bad_usage, fmt::format("--src {}: {} is not a directory", pair->first, directory.string()));
      sources[pair->first] = directory;
    }
  return sources;
}

std::vector<std::pair<std::string, std::string>> given_mirrors(const Place& place, const Recipes& recipes, Diagnostics& diagnostics) {
  std::vector<std::pair<std::string, std::string>> mirrors;
  for (const auto& text : place.remembered.mirrors)
    if (auto pair = split_pair(text, "--mirror", diagnostics)) mirrors.push_back(std::move(*pair));
  mirrors.insert(mirrors.end(), recipes.catalogue.mirrors().begin(), recipes.catalogue.mirrors().end());
  return mirrors;
}

}  // namespace stackup
