#include "stackup/base/untrusted_json.h"

#include "stackup/base/json_limits.h"

#include <nlohmann/json.hpp>

namespace stackup {

nlohmann::json untrusted_json(std::string_view text) {
  if (is_nested_too_deep(text) || has_huge_number(text)) return nlohmann::json(nlohmann::json::value_t::discarded);
  return nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
}

}  // namespace stackup
