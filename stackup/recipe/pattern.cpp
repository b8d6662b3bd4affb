#include "stackup/recipe/pattern.h"

#include "stackup/base/regular_expression.h"
#include "stackup/recipe/codec.h"

#include <map>

namespace stackup {

std::optional<std::string> pattern_mistake(const std::string& pattern) {
  const RegularExpression compiled(pattern);
  if (compiled.mistake().empty()) return std::nullopt;
  return compiled.mistake();
}

bool matches(const std::string& text, const std::string& pattern) {
  static std::map<std::string, RegularExpression> compiled;  // the few patterns of the language itself
  return compiled.try_emplace(pattern, pattern).first->second.fits(text);
}

}  // namespace stackup
