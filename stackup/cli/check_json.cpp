#include "stackup/cli/check.h"

#include "stackup/event/event_json.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string check_json(const CheckReport& report) {
  using Json = nlohmann::ordered_json;
  Json json = {{"v", 1},
               {"kind", "check"},
               {"ok", report.errors.empty() && report.warnings.empty()},
               {"checked", report.subjects},
               {"recipes", report.recipes.size()},
               {"units", report.units.size()},
               {"variables", report.variable_count()},
               {"errors", Json::array()},
               {"warnings", Json::array()}};
  for (const auto& error : report.errors) json["errors"].push_back(Json::parse(error_json(error), nullptr, /*allow_exceptions=*/false));
  for (const auto& warning : report.warnings) json["warnings"].push_back(Json::parse(error_json(warning), nullptr, /*allow_exceptions=*/false));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace stackup
