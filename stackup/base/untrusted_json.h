#pragma once
// JSON from outside, read within the limits of json_limits.h.

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace stackup {

/// Discarded (is_discarded(), neither list nor object) where it is no JSON, or none that may be worked on.
[[nodiscard]] nlohmann::json untrusted_json(std::string_view text);

}  // namespace stackup
