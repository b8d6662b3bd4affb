#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"
#include "stackup/snapshot/snapshot.h"

#include <nlohmann/json.hpp>

namespace stackup {

using nlohmann::json;

namespace {

constexpr int version = 1;

Snapshot snapshot_from(const json& j) {
  Snapshot snapshot;
  snapshot.name = j.at("name");
  snapshot.at = WallTime(std::chrono::milliseconds(limited_milliseconds(j.at("t").get<std::int64_t>())));
  snapshot.program_version = j.value("program", "");
  snapshot.units = j.at("units").get<std::vector<std::string>>();
  snapshot.packages = j.value("packages", std::map<std::string, std::string>{});
  snapshot.bytes = j.value("bytes", std::uint64_t{0});
  return snapshot;
}

}  // namespace

std::string snapshot_json(const Snapshot& snapshot) {
  const json j = {{"v", version},
                  {"name", snapshot.name},
                  {"t", snapshot.at.time_since_epoch().count()},
                  {"program", snapshot.program_version},
                  {"units", snapshot.units},
                  {"packages", snapshot.packages},
                  {"bytes", snapshot.bytes}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::optional<Snapshot> snapshot_from_json(std::string_view text) {
  const json j = untrusted_json(text);
  if (!j.is_object()) return std::nullopt;
  try {
    if (j.at("v") != version) return std::nullopt;
    return snapshot_from(j);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
