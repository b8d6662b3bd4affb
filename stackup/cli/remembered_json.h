#pragma once
// .stackup/workspace.json.

#include "stackup/cli/place.h"

namespace stackup {

[[nodiscard]] std::string remembered_json(const Remembered& remembered);
[[nodiscard]] std::optional<Remembered> remembered_from_json(std::string_view text);

}  // namespace stackup
