#pragma once
// Which stackup this is, and what it was built with.

#include "stackup/cli/verb.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

struct Component {
  std::string_view name;
  std::string version;

  bool operator==(const Component&) const = default;
};

/// "stackup 0.1.0"
[[nodiscard]] std::string version_line();
/// Compiler, C++ library and the libraries that stackup was built with.
[[nodiscard]] std::vector<Component> components();
[[nodiscard]] std::string version_text();
/// {"v":1,"stackup":"0.1.0","built_with":{"fmt":"9.1.0",…}}
[[nodiscard]] std::string version_json();

[[nodiscard]] Verb version_verb();

}  // namespace stackup
