#pragma once
// A recipe from YAML, for tests.

#include "stackup/recipe/catalogue.h"
#include "stackup/recipe/recipe.h"

#include <optional>
#include <string>
#include <vector>

namespace stackup::testing {

struct Decoded {
  std::optional<Recipe> recipe;
  std::vector<std::string> errors;  ///< "SU0206 4:12 text"
};

inline std::vector<std::string> lines_about(const Diagnostics& diagnostics) {
  std::vector<std::string> lines;
  for (const auto& error : diagnostics.errors())
    lines.push_back(to_string(error.code()) + " " + std::to_string(error.span().line) + ":" + std::to_string(error.span().column) + " " + error.what());
  return lines;
}

inline Decoded decode_text(const std::string& text) {
  Diagnostics diagnostics;
  Decoded result;
  if (const auto node = parse_yaml({"r.yaml", text}, diagnostics)) result.recipe = decode_recipe(*node, diagnostics);
  result.errors = lines_about(diagnostics);
  return result;
}

/// The rest of a recipe named shop; its text begins in line 2.
inline Decoded decode_shop(const std::string& rest) { return decode_text("{schema: 1, name: shop, summary: my shop,\n" + rest + "}"); }

}  // namespace stackup::testing
