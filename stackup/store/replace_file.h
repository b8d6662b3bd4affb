#pragma once
// A file gets a new content all at once: whenever the program is killed, whoever reads it finds the old content or the new one, whole. After success also a
// power cut can't take it back.

#include "stackup/base/result.h"

#include <filesystem>
#include <string_view>

namespace stackup {

/// `path` + ".new" is used on the way; one writer at a time. The file is readable by its owner only (0600).
Result<void> replace_file(const std::filesystem::path& path, std::string_view text);
/// The same; the descriptor of the new file, opened to be read and appended to, is the caller's.
[[nodiscard]] Result<int> replace_and_open(const std::filesystem::path& path, std::string_view text);

/// Writes all of it; 0 or errno. What stands after a failure is the caller's to cut.
[[nodiscard]] int write_all(int fd, std::string_view text);

/// Makes renamed and removed names of a directory durable, as far as the file system can.
void sync_directory(const std::filesystem::path& directory);

}  // namespace stackup
