#pragma once
// Which of a program's last words tell why it ended.

#include <string>
#include <vector>

namespace stackup {

/// The last line that holds a known complaint ("No space left on device", "Address already in use", …), shortened; empty where there is none.
[[nodiscard]] std::string telling_line(const std::vector<std::string>& log);

}  // namespace stackup
