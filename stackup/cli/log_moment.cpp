#include "stackup/cli/log_moment.h"

#include "stackup/base/duration.h"
#include "stackup/cli/log_lines.h"

#include <ctime>
#include <regex>

#include <fmt/format.h>

namespace stackup {

std::optional<WallTime> moment_of(std::string_view text, WallTime now) {
  if (const auto ago = parse_duration(text)) return now - std::chrono::duration_cast<std::chrono::milliseconds>(*ago);
  static const std::regex form(R"((\d{4}-\d\d-\d\d)?[T ]?(?:([0-2]\d:[0-5]\d)(:[0-5]\d)?(?:[.,]\d+)?)? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)");
  const std::string whole(text);
  std::smatch part;
  if (!std::regex_match(whole, part, form) || (!part[1].matched && !part[2].matched)) return std::nullopt;
  const auto day = part[1].matched ? part[1].str() : local_time(now).substr(0, 10);
  const auto minute = part[2].matched ? part[2].str() : "00:00";
  const auto second = part[3].matched ? part[3].str() : ":00";
  return line_time(day + " " + minute + second + part[4].str());
}

std::string local_time(WallTime time) {
  const auto milliseconds = time.time_since_epoch().count();
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000);
}

}  // namespace stackup
