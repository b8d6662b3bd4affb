#pragma once
// What a lock file of npm (version 2 or 3) tells about the project's own directory.

#include <filesystem>
#include <string_view>
#include <vector>

namespace stackup {

/// Files that an installation reads beside package.json and the lock file, relative to their directory and within it: the package.json of each package that
/// belongs to the project (workspaces, `file:` directories) and archives that lie in it. Empty if the text can't be read.
[[nodiscard]] std::vector<std::filesystem::path> local_files_of_lock(std::string_view lock);

}  // namespace stackup
