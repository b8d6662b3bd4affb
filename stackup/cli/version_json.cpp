#include "stackup/cli/version.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string version_json() {
  nlohmann::ordered_json built_with;
  for (const auto& component : components()) built_with[std::string(component.name)] = component.version;
  const nlohmann::ordered_json json = {{"v", 1}, {"stackup", STACKUP_VERSION}, {"built_with", built_with}};
  return json.dump();
}

}  // namespace stackup
