#include "stackup/ui/success_report.h"

#include <nlohmann/json.hpp>

namespace stackup {

using nlohmann::ordered_json;

std::string success_json(const SuccessReport& report) {
  ordered_json json = {
      {"v", 1}, {"kind", "success"}, {"targets", report.targets}, {"done", report.done}, {"up_to_date", report.up_to_date}};
  json["took_us"] = std::chrono::duration_cast<std::chrono::microseconds>(report.took).count();
  json["links"] = ordered_json::array();
  for (const auto& link : report.links) json["links"].push_back({{"unit", link.unit}, {"name", link.name}, {"url", link.url}});
  json["credentials"] = ordered_json::array();
  for (const auto& credential : report.credentials)
    json["credentials"].push_back({{"unit", credential.unit}, {"user", credential.user}, {"where", credential.where}});
  json["next"] = ordered_json::array();
  for (const auto& next : report.next) json["next"].push_back({{"command", next.command}, {"meaning", next.meaning}});
  json["notices"] = report.notices;
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace stackup
