#include "stackup/cli/place.h"

#include "stackup/base/text.h"
#include "stackup/cli/remembered_json.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr auto own_recipe = "stackup.yaml";

/// The nearest directory from here upwards that is a workspace or could be one.
std::optional<std::filesystem::path> enclosing(World& world) {
  for (auto directory = world.current_directory();; directory = directory.parent_path()) {
    if (world.files().exists(directory / own_recipe) || world.files().exists(directory / ".stackup" / "workspace.json")) return directory;
    if (directory == directory.root_path()) return std::nullopt;
  }
}

/// A checkout inside a workspace (WORKSPACE/src/NAME) that has a recipe of its own belongs to that workspace.
std::filesystem::path outermost(std::filesystem::path directory, World& world) {
  const auto above = directory.parent_path().parent_path();
  const bool is_checkout = directory.parent_path().filename() == "src" && world.files().exists(above / ".stackup" / "workspace.json");
  return is_checkout ? above : directory;
}

/// One name for each workspace, whatever it was called: links followed, without `.`, `..` and a slash at the end. The sockets' directory goes by it.
std::filesystem::path one_name(const std::filesystem::path& path) {
  std::error_code unreadable;
  auto name = std::filesystem::weakly_canonical(path, unreadable);
  if (unreadable) name = path.lexically_normal();
  return name.has_filename() ? name : name.parent_path();
}

Result<Place> open_place(const std::filesystem::path& given, World& world) {
  const auto workspace = one_name(given);
  auto remembered = read_remembered(workspace, world);
  if (!remembered) return fail(remembered);
  Place place{workspace, std::move(*remembered), std::nullopt, {}};
  const std::filesystem::path file = place.remembered.recipe_file.empty() ? workspace / own_recipe : std::filesystem::path(place.remembered.recipe_file);
  if (world.files().exists(file)) place.recipe_file = file;
  return place;
}

/// A directory on the command line, for whoever runs the next command somewhere else. Not every shell puts the home in for the ~ of NAME=~/DIR.
std::string absolute(const std::string& directory, World& world) {
  if (directory.starts_with("~/")) return (world.home() / directory.substr(2)).lexically_normal().string();
  return (world.current_directory() / directory).lexically_normal().string();
}

Arguments with_absolute_directories(Arguments arguments, World& world) {
  for (auto& [option, values] : arguments.options) {
    for (auto& value : values) {
      const auto equals = option == "--src" ? value.find('=') : std::string::npos;
      if (option == "--recipes") value = absolute(value, world);
      if (equals != std::string::npos) value = value.substr(0, equals + 1) + absolute(value.substr(equals + 1), world);
    }
  }
  return arguments;
}

void lay_over(Remembered& remembered, const Arguments& arguments) {
  const std::pair<std::vector<std::string>*, std::string_view> lists[] = {{&remembered.with, "--with"},       {&remembered.only, "--only"},
                                                                          {&remembered.settings, "--set"},    {&remembered.sources, "--src"},
                                                                          {&remembered.mirrors, "--mirror"},  {&remembered.recipes, "--recipes"}};
  for (const auto& [list, option] : lists)
    for (const auto& value : arguments.values(option))
      if (std::find(list->begin(), list->end(), value) == list->end()) list->push_back(value);
}

std::vector<std::filesystem::path> all_workspaces(World& world) {
  std::vector<std::filesystem::path> found;
  const auto root = world.home() / "stackup";
  for (const auto& name : world.files().list(root))
    if (world.files().exists(root / name / ".stackup")) found.push_back(root / name);
  return found;
}

Error no_workspace(World& world) {
  Error error(ErrorCode::no_workspace, "no workspace was named, and there is none here");
  const auto all = all_workspaces(world);
  error.because(fmt::format("neither {} nor a directory above it has a stackup.yaml or a .stackup", world.current_directory().string()));
  for (const auto& workspace : all) error.note(fmt::format("there is one at {}", workspace.string()));
  if (all.empty()) return error.try_("stackup list shows what can be brought up; stackup up NAME makes a workspace");
  return error.try_(fmt::format("name it: -w {}", all.front().string()));
}

/// `up NAME` after `up URL` made ~/stackup/NAME: the name is the repository's, and its recipe may have another.
bool is_made_from_url(const Place& place, const Arguments& arguments, World& world) {
  return arguments.words.size() == 1 && !place.remembered.url.empty() && place.workspace == one_name(world.home() / "stackup" / arguments.words.front());
}

}  // namespace

bool is_url(const std::string& word) {
  if (word.find("://") != std::string::npos) return true;
  const auto colon = word.find(':');  // the scp form, HOST:PATH
  return colon != std::string::npos && word.find('/') > colon;
}

std::string name_from_url(const std::string& url) {
  std::string name = url;
  while (name.ends_with('/')) name.pop_back();
  if (name.ends_with(".git")) name.erase(name.size() - 4);
  name = name.substr(name.find_last_of("/:") + 1);
  return name.empty() ? "project" : name;
}

Result<Place> place_to_build(const Arguments& arguments, World& world) {
  const bool fetches_recipe = !arguments.words.empty() && is_url(arguments.words.front());
  std::filesystem::path workspace;
  if (arguments.has("--workspace")) {
    workspace = world.current_directory() / arguments.value("--workspace");
  } else if (const auto around = enclosing(world); around && !fetches_recipe) {
    workspace = outermost(*around, world);
  } else if (!arguments.words.empty()) {
    workspace = world.home() / "stackup" / (fetches_recipe ? name_from_url(arguments.words.front()) : arguments.words.front());
  } else if (const auto all = all_workspaces(world); all.size() == 1) {
    workspace = all.front();
  } else {
    return fail(no_workspace(world));
  }
  auto place = open_place(workspace, world);
  if (!place) return place;
  lay_over(place->remembered, with_absolute_directories(arguments, world));
  if (fetches_recipe) {
    place->remembered.url = arguments.words.front();
    place->remembered.recipe_file = (place->workspace / "src" / name_from_url(place->remembered.url) / own_recipe).string();
    if (world.files().exists(place->remembered.recipe_file)) place->recipe_file = place->remembered.recipe_file;
  } else if (!arguments.words.empty() && !is_made_from_url(*place, arguments, world)) {
    place->remembered.targets = arguments.words;
  }
  return place;
}

Result<Place> existing_place(const Arguments& arguments, World& world) {
  std::optional<std::filesystem::path> workspace;
  std::vector<std::string> words = arguments.words;
  if (arguments.has("--workspace")) {
    workspace = world.current_directory() / arguments.value("--workspace");
  } else if (const auto around = enclosing(world)) {
    workspace = outermost(*around, world);
  } else if (!words.empty() && world.files().exists(world.home() / "stackup" / words.front() / ".stackup")) {
    // The name of a workspace is most often also the name of a unit in it; then the word means that unit as well.
    workspace = world.home() / "stackup" / words.front();
  } else if (const auto all = all_workspaces(world); all.size() == 1) {
    workspace = all.front();
  }
  if (!workspace || !world.files().exists(*workspace)) return fail(no_workspace(world));
  auto place = open_place(*workspace, world);
  if (!place) return place;
  lay_over(place->remembered, with_absolute_directories(arguments, world));
  place->words = std::move(words);
  return place;
}

Result<Remembered> read_remembered(const std::filesystem::path& workspace, World& world) {
  const auto file = workspace / ".stackup" / "workspace.json";
  if (!world.files().exists(file)) return Remembered{};
  const auto text = world.files().read(file);
  if (!text) return fail(text);
  if (auto remembered = remembered_from_json(*text)) return *remembered;
  return fail(Error(ErrorCode::state_unreadable, fmt::format("{} can't be understood", file.string())).try_(fmt::format("move it away: mv {0} {0}.old; then name the targets again", file.string())));
}

Result<void> write_remembered(const std::filesystem::path& workspace, const Remembered& remembered, World& world) {
  // A workspace may be a clone of the user's: git is not to see what is stackup's.
  if (!world.files().exists(workspace / ".stackup" / ".gitignore")) {
    if (auto written = world.files().write(workspace / ".stackup" / ".gitignore", "*\n", 0600); !written) return written;
  }
  return world.files().write(workspace / ".stackup" / "workspace.json", remembered_json(remembered), 0600);
}

}  // namespace stackup
