#pragma once
// Files of /proc, which may vanish while they are read.

#include <filesystem>
#include <string>

namespace stackup {

/// As much as can be read; empty if nothing can.
[[nodiscard]] std::string proc_text(const std::filesystem::path& file);

}  // namespace stackup
