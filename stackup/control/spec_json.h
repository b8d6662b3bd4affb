#pragma once
// A ProcessSpec as JSON text: what travels to the supervisor, and what it keeps (0600) so that a later supervisor can restart the process.

#include "stackup/ports/process_spec.h"

#include <optional>
#include <string>
#include <string_view>

namespace stackup {

[[nodiscard]] std::string spec_json(const ProcessSpec& spec);
[[nodiscard]] std::optional<ProcessSpec> spec_from_json(std::string_view text);

}  // namespace stackup
