#pragma once
// Why a file could not be written, told so that somebody can act on it: which file system, how much room it has, what to do.

#include "stackup/base/error.h"

#include <filesystem>
#include <string>

namespace stackup {

/// `number` is the errno of the write, `path` the file that was to be written; it need not exist.
[[nodiscard]] Error unwritable(std::string what, const std::filesystem::path& path, int number);

}  // namespace stackup
