#include "stackup/recipe/pattern.h"

#include "stackup/recipe/codec.h"

#include <map>
#include <regex>

namespace stackup {
namespace {

constexpr std::size_t longest_pattern = 1000;
constexpr std::size_t longest_matched_text = 1000;

}  // namespace

std::optional<std::string> pattern_mistake(const std::string& pattern) {
  if (pattern.size() > longest_pattern) return "it is longer than 1000 letters";
  try {
    const std::regex compiled(pattern, std::regex::ECMAScript);
    return std::nullopt;
  } catch (const std::regex_error& error) {
    return error.what();
  }
}

bool matches(const std::string& text, const std::string& pattern) {
  static std::map<std::string, std::regex> compiled;  // the few patterns of the language itself
  if (text.size() > longest_matched_text) return false;
  const auto [found, is_new] = compiled.try_emplace(pattern, pattern);
  return std::regex_match(text, found->second);
}

}  // namespace stackup
