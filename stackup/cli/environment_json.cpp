#include "stackup/cli/environment_json.h"

#include <nlohmann/json.hpp>

namespace stackup {

using nlohmann::json;

std::string environment_json(const std::string& unit, const EnvironmentMap& variables) {
  const json j = {{"v", 1}, {"kind", "environment"}, {"unit", unit}, {"variables", variables}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace stackup
