#include "stackup/plan/parameter_value.h"

#include "stackup/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t longest_identifier = 63;

}  // namespace

bool is_identifier(const std::string& text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= longest_identifier && !(text[0] >= '0' && text[0] <= '9') && std::all_of(text.begin(), text.end(), fits);
}

std::optional<std::string> mismatch(const ParameterSpec& spec, const std::string& text) {
  const bool is_integer = !text.empty() && text.find_first_not_of("0123456789", text.size() > 1 && text[0] == '-' ? 1 : 0) == std::string::npos;
  switch (spec.type) {
    case ParameterType::identifier:
      if (!is_identifier(text)) return "it is an identifier: lower-case letters, digits and _, not a digit first, at most 63";
      break;
    case ParameterType::integer:
      if (!is_integer) return "it is a whole number";
      break;
    case ParameterType::boolean:
      if (text != "true" && text != "false") return "it is true or false";
      break;
    case ParameterType::choice:
      if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end()) return fmt::format("it is one of {}", join(spec.choices, ", "));
      break;
    case ParameterType::string: break;
  }
  return std::nullopt;
}

}  // namespace stackup
