#include "stackup/cli/show.h"

#include "stackup/recipe/show.h"

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json parameter_json(const std::string& name, const ParameterSpec& parameter) {
  Json json = {{"name", name}, {"type", type_text(parameter)}};
  if (parameter.fallback) json["default"] = parameter.fallback->to_string();
  if (!parameter.summary.empty()) json["summary"] = parameter.summary;
  return json;
}

}  // namespace

std::string show_json(const std::string& name, const Node& document) {
  return dumped({{"v", 1}, {"kind", "recipe"}, {"name", name}, {"recipe", Json::parse(show_document_json(document), nullptr, /*allow_exceptions=*/false)}});
}

std::string offers_json(const Recipe& recipe) {
  Json all = Json::array();
  for (const auto& [name, offer] : recipe.offers) {
    Json json = {{"name", name.value}, {"summary", offer.summary}, {"parameters", Json::array()}, {"exports", Json::array()}, {"env", Json::object()}};
    for (const auto& [parameter, spec] : offer.parameters) json["parameters"].push_back(parameter_json(parameter.value, spec));
    for (const auto& [exported, text] : offer.exports) json["exports"].push_back(exported.value);
    for (const auto& [variable, text] : offer.env) json["env"][variable.value] = text.to_string();
    all.push_back(std::move(json));
  }
  return dumped({{"v", 1}, {"kind", "offers"}, {"name", recipe.name.value}, {"offers", std::move(all)}});
}

}  // namespace stackup
