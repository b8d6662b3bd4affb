#include "stackup/cli/list.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string list_json(const std::vector<ListedRecipe>& recipes) {
  nlohmann::ordered_json json = {{"v", 1}, {"kind", "recipes"}, {"recipes", nlohmann::ordered_json::array()}};
  for (const auto& recipe : recipes)
    json["recipes"].push_back({{"name", recipe.name},
                               {"summary", recipe.summary},
                               {"kind", to_string(recipe.kind)},
                               {"origin", to_string(recipe.origin)},
                               {"file", recipe.file},
                               {"offers", recipe.offers}});
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace stackup
