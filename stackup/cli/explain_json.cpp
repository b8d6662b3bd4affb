#include "stackup/cli/explain.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string errors_json(std::span<const ErrorEntry> entries) {
  nlohmann::ordered_json json = {{"v", 1}, {"kind", "errors"}, {"errors", nlohmann::ordered_json::array()}};
  for (const auto& entry : entries)
    json["errors"].push_back(
        {{"code", to_string(entry.code)}, {"name", entry.name}, {"summary", entry.summary}, {"explanation", entry.explanation}});
  return json.dump();
}

}  // namespace stackup
