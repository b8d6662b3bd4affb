#include "stackup/cli/recipe_new.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string recipe_new_json(const MadeRecipe& made) {
  using Json = nlohmann::ordered_json;
  Json json = {{"v", 1},        {"kind", "recipe_new"},    {"name", made.name}, {"starts_as", made.kind == StartingKind::service ? "service" : "project"},
               {"file", made.file}, {"next", Json::array()}, {"recipe", made.text}};
  for (const auto& command : made.next) json["next"].push_back(command.words);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace stackup
