#include "stackup/control/status_json.h"

#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"
#include "stackup/event/event_json.h"

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::json;

json status_object(const ProcessStatus& status) {
  json j = {{"id", status.id},
            {"unit", status.unit},
            {"state", to_string(status.state)},
            {"pid", status.pid},
            {"digest", status.digest},
            {"since", status.since.time_since_epoch().count()},
            {"restarts", status.restarts},
            {"detail", status.detail},
            {"log", status.log.string()},
            {"ports", status.ports},
            {"upstream", status.upstream},
            {"cause", status.cause}};
  if (status.error) j["error"] = json::parse(error_json(*status.error));
  return j;
}

ProcessState state_from(const std::string& name) {
  for (const auto state : {ProcessState::starting, ProcessState::ready, ProcessState::backing_off, ProcessState::stopping, ProcessState::failed})
    if (to_string(state) == name) return state;
  return ProcessState::stopped;
}

ProcessStatus status_from(const json& j) {
  ProcessStatus status;
  status.id = j.at("id");
  status.unit = j.at("unit");
  status.state = state_from(j.at("state"));
  status.pid = j.at("pid");
  status.digest = j.at("digest");
  status.since = WallTime(std::chrono::milliseconds(limited_milliseconds(j.at("since").get<std::int64_t>())));
  status.restarts = j.at("restarts");
  status.detail = j.at("detail");
  status.log = j.at("log").get<std::string>();
  status.ports = j.at("ports").get<std::vector<int>>();
  status.upstream = j.value("upstream", std::vector<std::string>{});
  status.cause = j.value("cause", "");
  if (j.contains("error")) status.error = error_from_json(j["error"].dump());
  return status;
}

}  // namespace

std::string statuses_json(const std::vector<ProcessStatus>& statuses) {
  json all = json::array();
  for (const auto& status : statuses) all.push_back(status_object(status));
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<ProcessStatus>> statuses_from_json(std::string_view text) {
  const json all = untrusted_json(text);
  if (!all.is_array()) return std::nullopt;
  try {
    std::vector<ProcessStatus> statuses;
    for (const auto& j : all) statuses.push_back(status_from(j));
    return statuses;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
