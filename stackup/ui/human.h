#pragma once
// Numbers as people read them.

#include "stackup/base/duration.h"

#include <cstdint>
#include <string>

namespace stackup {

/// "512 B", "81.2 MB", "1.4 GB": decimal units, as disks and downloads are sold.
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);
/// In whole seconds, for clocks that tick while one looks: "0 s", "41 s", "3 min 20 s", "2 h 5 min".
[[nodiscard]] std::string human_elapsed(Duration duration);
/// "about 7 s", for what is worth waiting for with a clock in view; empty under a second.
[[nodiscard]] std::string expected_text(Duration duration);
/// The coarsest unit alone, for "since": "12 s", "5 min", "3 h", "2 d".
[[nodiscard]] std::string human_age(Duration duration);
/// "0:07", "12:41", "1:02:03": the clock at the start of plain lines.
[[nodiscard]] std::string clock_text(Duration duration);

}  // namespace stackup
