#include "stackup/event/event_json.h"
#include "stackup/ui/status_report.h"

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::ordered_json;

std::string_view word(ProcessState state) { return state == ProcessState::backing_off ? "backing_off" : to_string(state); }

ordered_json process_json(const ProcessStatus& process) {
  ordered_json json = {{"id", process.id}, {"unit", process.unit}, {"state", word(process.state)}};
  json["since_ms"] = process.since.time_since_epoch().count();
  json["pid"] = process.pid > 0 ? ordered_json(process.pid) : ordered_json(nullptr);
  json["ports"] = process.ports;
  json["restarts"] = process.restarts;
  json["detail"] = process.detail;
  json["log"] = process.log.string();
  json["upstream"] = process.upstream;
  if (!process.cause.empty()) json["cause"] = process.cause;
  if (process.error) json["error"] = ordered_json::parse(error_json(*process.error));
  return json;
}

}  // namespace

std::string status_json(const StatusReport& report) {
  ordered_json json = {
      {"v", 1}, {"kind", "status"}, {"workspace", report.workspace.string()}, {"now_ms", report.now.time_since_epoch().count()}};
  json["processes"] = ordered_json::array();
  for (const auto& process : report.processes) json["processes"].push_back(process_json(process));
  json["ports"] = ordered_json::array();
  for (const auto& port : report.ports) json["ports"].push_back({{"unit", port.unit}, {"name", port.name}, {"number", port.number}});
  json["links"] = ordered_json::array();
  for (const auto& link : report.links) json["links"].push_back({{"unit", link.unit}, {"name", link.name}, {"url", link.url}});
  json["units"] = ordered_json::array();
  for (const auto& unit : report.units) json["units"].push_back({{"unit", unit.unit}, {"text", unit.text}});
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace stackup
