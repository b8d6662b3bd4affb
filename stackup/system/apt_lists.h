#pragma once
// The package lists: whether there are any, and since when.

#include "stackup/ports/clock.h"

#include <filesystem>

namespace stackup {

/// Whether `lists` (like /var/lib/apt/lists) holds the list of any archive.
[[nodiscard]] bool has_package_lists(const std::filesystem::path& lists);
/// When the lists under `root` were last refreshed. The files carry their server's dates, so the directories' own tell.
[[nodiscard]] WallTime lists_refreshed_at(const std::filesystem::path& lists);
/// Whether `directory` holds downloaded packages.
[[nodiscard]] bool has_archives(const std::filesystem::path& directory);

}  // namespace stackup
