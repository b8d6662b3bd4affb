#pragma once
// `stackup env --json`.

#include "stackup/ports/program.h"

#include <string>

namespace stackup {

/// {"v":1,"kind":"environment","unit":…,"variables":{…}}
[[nodiscard]] std::string environment_json(const std::string& unit, const EnvironmentMap& variables);

}  // namespace stackup
