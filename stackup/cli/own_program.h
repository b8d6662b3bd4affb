#pragma once
// The binary that runs.

#include <string>

namespace stackup {

/// By its path, so that people recognise it in ps; through /proc where the user can't reach that path (built by root, gone on as another).
[[nodiscard]] std::string own_program();

}  // namespace stackup
