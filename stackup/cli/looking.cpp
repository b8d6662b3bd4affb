#include "stackup/cli/looking.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {

Result<Place> place_to_look(const Arguments& arguments, World& world) {
  auto asked = arguments;
  asked.words.clear();
  if (asked.has("--workspace") && !world.files().is_directory(world.current_directory() / asked.value("--workspace")))
    return fail(Error(ErrorCode::no_workspace, fmt::format("--workspace {} is not a directory", printable(asked.value("--workspace")))).try_("leave --workspace out, or name one that exists"));
  auto place = place_to_build(asked, world);
  if (place || place.error().code() != ErrorCode::no_workspace) return place;
  asked.options["--workspace"] = {world.current_directory().string()};
  return place_to_build(asked, world);
}

Error unknown_recipe_name(std::string_view word, const Catalogue& catalogue) {
  const auto known = catalogue.names();
  Error error(ErrorCode::unknown_unit, fmt::format("there is no recipe '{}'", printable(word)));
  error.because(fmt::format("{} were read, and none is named '{}'", counted(known.size(), "recipe"), printable(word)));
  if (const auto meant = closest_match(word, known)) error.try_(fmt::format("did you mean '{}'?", *meant));
  return error.try_("stackup list, for all recipes");
}

Option stack_option(std::string_view name) {
  const auto& all = stack_options();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Option& option) { return option.name == name; });
  return found == all.end() ? Option{name, "", "", ""} : *found;
}

}  // namespace stackup
