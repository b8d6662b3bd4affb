#pragma once
// Files that were built into the binary (see contrib/cmake/StackupEmbed.cmake).

#include <span>
#include <string_view>

namespace stackup {

struct EmbeddedFile {
  std::string_view name;  ///< path relative to the repository, e.g. services/postgresql.yaml
  std::string_view text;
};

}  // namespace stackup
