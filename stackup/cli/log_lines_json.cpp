#include "stackup/cli/log_lines.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string log_line_json(const LogLine& line) {
  nlohmann::ordered_json json = {{"v", 1}, {"kind", line.missed > 0 ? "log_gap" : "log"}, {"name", line.name}};
  if (line.time) json["t"] = line.time->time_since_epoch().count();
  if (line.missed > 0) json["bytes"] = line.missed;
  else json["text"] = line.text;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace stackup
