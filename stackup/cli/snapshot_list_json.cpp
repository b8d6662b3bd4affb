#include "stackup/cli/snapshot.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string snapshots_json(const std::vector<Snapshot>& snapshots) {
  nlohmann::ordered_json json = {{"v", 1}, {"kind", "snapshots"}, {"snapshots", nlohmann::ordered_json::array()}};
  for (const auto& snapshot : snapshots)
    json["snapshots"].push_back({{"name", snapshot.name},
                                 {"t", snapshot.at.time_since_epoch().count()},
                                 {"bytes", snapshot.bytes},
                                 {"units", snapshot.units},
                                 {"is_checkpoint", snapshot.name == first_start}});
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace stackup
