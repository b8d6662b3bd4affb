#include "stackup/steps/expectation.h"

#include "stackup/base/json_limits.h"
#include "stackup/base/regular_expression.h"
#include "stackup/base/text.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::json;

/// Objects may have more members than expected, lists must hold each expected item somewhere.
bool contains(const json& whole, const json& part) {
  if (part.is_object() && whole.is_object()) {
    return std::all_of(part.items().begin(), part.items().end(), [&](const auto& item) { return whole.contains(item.key()) && contains(whole[item.key()], item.value()); });
  }
  if (part.is_array() && whole.is_array()) {
    return std::all_of(part.begin(), part.end(), [&](const json& item) { return std::any_of(whole.begin(), whole.end(), [&](const json& w) { return contains(w, item); }); });
  }
  return whole == part;
}

bool json_fits(const std::string& expected, std::string_view answer) {
  if (is_nested_too_deep(answer) || is_nested_too_deep(expected)) return false;
  const json whole = json::parse(answer, nullptr, /*allow_exceptions=*/false);
  const json part = json::parse(expected, nullptr, /*allow_exceptions=*/false);
  return !whole.is_discarded() && contains(whole, part);
}

bool fits(const Expectation& expectation, std::string_view answer) {
  switch (expectation.kind) {
    case Expectation::Kind::anything: return true;
    case Expectation::Kind::substring: return answer.find(expectation.text) != std::string_view::npos;
    case Expectation::Kind::exact: return trimmed(answer) == trimmed(expectation.text);
    case Expectation::Kind::match: return RegularExpression(expectation.text).is_found_in(answer);
    case Expectation::Kind::json: return json_fits(expectation.text, answer);
  }
  return false;
}

std::string_view wanted(Expectation::Kind kind) {
  switch (kind) {
    case Expectation::Kind::exact: return "exactly";
    case Expectation::Kind::match: return "a match of";
    case Expectation::Kind::json: return "JSON with";
    default: return "something with";
  }
}

}  // namespace

std::optional<std::string> mismatch(const Expectation& expectation, std::string_view answer) {
  if (fits(expectation, answer)) return std::nullopt;
  constexpr std::size_t shown = 200;
  const auto text = printable(trimmed(answer).substr(0, shown));
  return fmt::format("expected {} '{}', got {}", wanted(expectation.kind), expectation.text, text.empty() ? "nothing" : fmt::format("'{}'", text));
}

}  // namespace stackup
