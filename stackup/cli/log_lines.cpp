#include "stackup/cli/log_lines.h"

#include "stackup/base/text.h"
#include "stackup/cli/log_moment.h"
#include "stackup/ui/human.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <regex>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t widest_time_prefix = 64;  ///< a time further on is something that the line tells

/// Without terminal escape sequences: of CSI and OSC the whole, of others the letter that follows.
std::string without_escapes(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const auto escape = std::min(text.find('\x1b'), text.size());
    clean += text.substr(0, escape);
    text.remove_prefix(std::min(escape + 1, text.size()));
    if (text.empty()) break;
    std::size_t length = 1;
    if (text[0] == '[') {
      while (length < text.size() && (text[length] < '@' || text[length] > '~')) ++length;
      ++length;
    } else if (text[0] == ']') {
      while (length < text.size() && text[length] != '\a' && text[length] != '\x1b') ++length;
      if (length < text.size() && text[length] == '\a') ++length;  // the other end is an escape sequence itself
    }
    text.remove_prefix(std::min(length, text.size()));
  }
  return clean;
}

int month_number(const std::string& name) {
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return static_cast<int>(std::find(months.begin(), months.end(), name) - months.begin()) + 1;
}

struct Calendar {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::string zone;
};

std::optional<WallTime> instant_of(const Calendar& calendar) {
  std::tm parts{};
  parts.tm_year = calendar.year - 1900;
  parts.tm_mon = calendar.month - 1;
  parts.tm_mday = calendar.day;
  parts.tm_hour = calendar.hour;
  parts.tm_min = calendar.minute;
  parts.tm_sec = calendar.second;
  parts.tm_isdst = -1;
  const bool is_local = calendar.zone.empty();
  const auto seconds = is_local ? std::mktime(&parts) : timegm(&parts);
  if (seconds == -1) return std::nullopt;
  int offset = 0;
  if (!is_local && (calendar.zone[0] == '+' || calendar.zone[0] == '-')) {
    std::string digits;
    std::copy_if(calendar.zone.begin(), calendar.zone.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    digits.resize(4, '0');
    offset = (std::stoi(digits.substr(0, 2)) * 60 + std::stoi(digits.substr(2))) * (calendar.zone[0] == '-' ? -60 : 60);
  }
  return WallTime(std::chrono::seconds(seconds - offset));
}

}  // namespace

std::vector<LineCutter::Line> LineCutter::feed(std::string_view bytes) {
  std::vector<Line> lines;
  const auto length = bytes.size();
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const auto piece = bytes.substr(0, end);
    const auto kept = piece.substr(0, longest_log_line - line_.size());
    line_ += kept;
    cut_ += piece.size() - kept.size();
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
    lines.push_back({finished(), length - bytes.size()});
  }
  return lines;
}

std::optional<std::string> LineCutter::rest() {
  if (line_.empty()) return std::nullopt;
  return finished();
}

std::string LineCutter::finished() {
  auto text = clean_line(std::exchange(line_, ""));
  if (const auto cut = std::exchange(cut_, 0); cut > 0) text += fmt::format(" … ({} bytes more)", cut);
  return text;
}

std::string clean_line(std::string_view bytes) {
  while (!bytes.empty() && bytes.back() == '\r') bytes.remove_suffix(1);
  if (const auto written_over = bytes.rfind('\r'); written_over != std::string_view::npos) bytes.remove_prefix(written_over + 1);
  return printable(without_escapes(bytes));
}

std::optional<WallTime> line_time(std::string_view line) {
  static const std::regex numeric(R"((\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)");
  static const std::regex named(R"((\d\d?)[ /]([A-Z][a-z][a-z])[ /](\d{4})[ :](\d\d):(\d\d):(\d\d)(?:[.,]\d+)? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)");
  const std::string start(line.substr(0, widest_time_prefix));
  std::smatch match;
  const auto number = [&](std::size_t i) { return std::stoi(match[i]); };
  if (std::regex_search(start, match, numeric)) return instant_of({number(1), number(2), number(3), number(4), number(5), number(6), match[7]});
  if (!std::regex_search(start, match, named) || month_number(match[2]) > 12) return std::nullopt;
  return instant_of({number(3), month_number(match[2]), number(1), number(4), number(5), number(6), match[7]});
}

bool LineChooser::takes(std::string_view line, std::optional<WallTime> arrived) {
  if (filter_.has_times()) {
    if (const auto time = arrived ? arrived : line_time(line)) is_in_time_ = is_within(*time);
  }
  return is_in_time_ && (filter_.text.empty() || line.find(filter_.text) != std::string_view::npos);
}

std::string log_line_text(const LogLine& line, const LineLayout& layout, const Screen& screen) {
  const bool is_unicode = screen.style.glyphs == Glyphs::unicode;
  std::string text;
  if (layout.name_width > 0) text = painted(padded(line.name, layout.name_width), Role::name, screen.style) + fmt::format(" {} ", painted(is_unicode ? "│" : "|", Role::dim, screen.style));
  if (line.missed > 0) return text + painted(fmt::format("{} {} were left out: more was written than could be shown", is_unicode ? "…" : "...", human_bytes(line.missed)), Role::warning, screen.style) + "\n";
  if (layout.has_times) text += painted(padded(line.time ? local_time(*line.time) : "", local_time_width), Role::dim, screen.style) + " ";
  return text + line.text + "\n";
}

}  // namespace stackup
