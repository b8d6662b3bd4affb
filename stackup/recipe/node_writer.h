#pragma once
// Writes a tree as JSON or YAML. Plain scalars that read as numbers, true, false or null stay so; quoted ones are text.

#include "stackup/recipe/node.h"

namespace stackup {

/// Two spaces for each level, a line end at the end.
[[nodiscard]] std::string to_pretty_json(const Node& node);
/// On one line.
[[nodiscard]] std::string to_json(const Node& node);
[[nodiscard]] std::string json_quoted(std::string_view text);
[[nodiscard]] std::string to_yaml(const Node& node);
/// A scalar as it stands in YAML: quoted where its text would otherwise be read as something else.
[[nodiscard]] std::string yaml_scalar(const Node& scalar);

}  // namespace stackup
