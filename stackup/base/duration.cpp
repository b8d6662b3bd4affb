#include "stackup/base/duration.h"

#include <charconv>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono;

std::optional<double> unit_in_seconds(std::string_view unit) {
  if (unit == "ms") return 0.001;
  if (unit == "s") return 1;
  if (unit == "m" || unit == "min") return 60;
  if (unit == "h") return 3600;
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  const auto unit = unit_in_seconds(text.substr(static_cast<std::size_t>(end - text.data())));
  if (!unit || !(number >= 0) || number * *unit > 3600.0 * 1000) return std::nullopt;
  return duration_cast<Duration>(duration<double>(number * *unit));
}

std::string to_string(Duration duration) {
  const auto ms = duration_cast<milliseconds>(duration).count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{}.{} s", ms / 1000, ms % 1000 / 100);
  const auto s = ms / 1000;
  if (s < 3600) return s % 60 == 0 ? fmt::format("{} min", s / 60) : fmt::format("{} min {} s", s / 60, s % 60);
  return s % 3600 < 60 ? fmt::format("{} h", s / 3600) : fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

}  // namespace stackup
