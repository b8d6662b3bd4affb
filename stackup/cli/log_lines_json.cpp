#include "stackup/cli/log_lines.h"

#include <nlohmann/json.hpp>

namespace stackup {

std::string log_line_json(const LogLine& line) {
  const nlohmann::ordered_json json = {{"v", 1}, {"kind", "log"}, {"name", line.name}, {"text", line.text}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace stackup
