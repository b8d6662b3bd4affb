#pragma once
// Moments as `stackup logs` reads and shows them.

#include "stackup/ports/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace stackup {

/// "10m" and "1.5h" (ago), "10:07" and "10:07:14" (today), "2026-11-22", "2026-11-22 10:07:14", "2026-11-22T10:07:14Z". Without a zone they are local.
[[nodiscard]] std::optional<WallTime> moment_of(std::string_view text, WallTime now);

/// "2026-11-22 10:07:14.123", local.
[[nodiscard]] std::string local_time(WallTime time);
constexpr int local_time_width = 23;

}  // namespace stackup
