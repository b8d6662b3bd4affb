#pragma once
// The files of a project written in C, C++ or a language that is built beside them.

#include "stackup/ports/files.h"

#include <vector>

namespace stackup {

/// Sources and build files below `directory`, sorted. Not looked at: hidden directories, node_modules, clones of other projects, and
/// build directories of CMake at the top.
[[nodiscard]] std::vector<Path> source_files(const Path& directory, const Files& files);

}  // namespace stackup
