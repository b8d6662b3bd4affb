#pragma once
// Lengths of time as people write and read them.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace stackup {

using Duration = std::chrono::nanoseconds;

/// "1.5s", "250ms", "10m", "2h"; nothing for any other text, a negative or an absurd (over 1000 h) length.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
/// "340 ms", "2.1 s", "3 min 20 s", "2 h 5 min".
[[nodiscard]] std::string to_string(Duration duration);

}  // namespace stackup
