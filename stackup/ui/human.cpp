#include "stackup/ui/human.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono;

std::int64_t whole_seconds(Duration duration) { return std::max<std::int64_t>(0, duration_cast<seconds>(duration).count()); }

}  // namespace

std::string human_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  constexpr std::array<std::string_view, 5> units = {"kB", "MB", "GB", "TB", "PB"};
  auto value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < units.size(); ++unit) value /= 1000;
  return fmt::format("{:.1f} {}", value, units.at(unit));
}

std::string human_elapsed(Duration duration) {
  const auto s = whole_seconds(duration);
  return s == 0 ? "0 s" : s < 60 ? fmt::format("{} s", s) : to_string(Duration(seconds(s)));
}

std::string expected_text(Duration duration) { return duration < std::chrono::seconds(1) ? "" : "about " + human_elapsed(duration); }

std::string human_age(Duration duration) {
  const auto s = whole_seconds(duration);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min", s / 60);
  return s < 48 * 3600 ? fmt::format("{} h", s / 3600) : fmt::format("{} d", s / 86400);
}

std::string clock_text(Duration duration) {
  const auto s = whole_seconds(duration);
  return s < 3600 ? fmt::format("{}:{:02}", s / 60, s % 60) : fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

}  // namespace stackup
