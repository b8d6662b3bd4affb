#pragma once
// ProcessStatus as JSON text, for the protocol and for `stackup status --json`.

#include "stackup/ports/supervision.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// A JSON array.
[[nodiscard]] std::string statuses_json(const std::vector<ProcessStatus>& statuses);
[[nodiscard]] std::optional<std::vector<ProcessStatus>> statuses_from_json(std::string_view text);

}  // namespace stackup
