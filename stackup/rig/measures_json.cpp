#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"
#include "stackup/base/text.h"
#include "stackup/rig/measures.h"

#include <algorithm>

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

struct EventLine {
  std::string kind;
  std::string id;
  Duration at{};
};

std::optional<EventLine> event_from(std::string_view line) {
  const json j = untrusted_json(line);
  if (!j.is_object() || !j.contains("id") || !j.contains("t")) return std::nullopt;
  try {
    return EventLine{j.at("kind"), j.at("id"), std::chrono::milliseconds(limited_milliseconds(j.at("t").get<std::int64_t>()))};
  } catch (const json::exception&) {
    return std::nullopt;
  }
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
  std::vector<EventLine> own;
  for (const auto& line : lines_of(events))
    if (auto event = event_from(line); event && event->id.starts_with(prefix)) own.push_back(std::move(*event));
  std::optional<Duration> begun;
  std::optional<Duration> ended;
  for (const auto& event : own) {
    if (event.kind == "step_finished" && event.id.ends_with(ready)) ended = std::max(ended.value_or(event.at), event.at);
    const bool is_process = std::any_of(own.begin(), own.end(), [&](const EventLine& other) { return other.id == event.id + ready; });
    if (event.kind == "step_started" && is_process) begun = std::min(begun.value_or(event.at), event.at);
  }
  if (!begun || !ended) return std::nullopt;
  return *ended - *begun;
}

}  // namespace stackup
