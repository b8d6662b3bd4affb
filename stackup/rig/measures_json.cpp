#include "stackup/base/text.h"
#include "stackup/base/untrusted_json.h"
#include "stackup/event/event_json.h"
#include "stackup/rig/measures.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::json;

SeenStatus status_from(const json& j, std::string_view unit) {
  SeenStatus status;
  for (const auto& each : j.at("processes"))
    if (each.at("unit") == unit) status.processes.push_back({each.at("id"), each.at("pid"), each.at("state") == "ready"});
  for (const auto& each : j.at("ports"))
    if (each.at("unit") == unit) status.ports.push_back({each.at("name"), each.at("number")});
  return status;
}

}  // namespace

std::optional<SeenStatus> status_of_unit(std::string_view text, std::string_view unit) {
  const json j = untrusted_json(text);
  try {
    return j.is_object() ? std::optional(status_from(j, unit)) : std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<Duration> ready_time(std::string_view events, std::string_view unit) {
  const auto prefix = std::string(unit) + "/";
  const std::string ready = ".ready";
  std::map<std::string, WallTime> started;
  std::optional<WallTime> begun;
  std::optional<WallTime> ended;
  for (const auto& line : lines_of(events)) {
    const auto told = from_json_line(line);
    if (!told) continue;
    if (const auto* start = std::get_if<StepStarted>(&told->event)) started.emplace(start->id, told->at);
    const auto* finish = std::get_if<StepFinished>(&told->event);
    if (finish == nullptr || !finish->id.starts_with(prefix) || !finish->id.ends_with(ready)) continue;
    ended = std::max(ended.value_or(told->at), told->at);
    const auto process = started.find(finish->id.substr(0, finish->id.size() - ready.size()));
    if (process != started.end()) begun = std::min(begun.value_or(process->second), process->second);
  }
  if (!begun || !ended) return std::nullopt;
  return *ended - *begun;
}

}  // namespace stackup
