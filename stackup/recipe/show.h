#pragma once
// `stackup show NAME`: a merged recipe, each value with the place that it comes from.

#include "stackup/recipe/node.h"

namespace stackup {

/// As YAML, with an aligned comment `# file:line` after each value.
[[nodiscard]] std::string show_document(const Node& document);
/// As JSON: mappings stay mappings, each value becomes {"value": …, "file": …, "line": …}.
[[nodiscard]] std::string show_document_json(const Node& document);

}  // namespace stackup
