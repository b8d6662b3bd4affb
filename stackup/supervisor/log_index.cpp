#include "stackup/supervisor/log_index.h"

#include "stackup/base/digest.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view magic = "stackup-log 1 ";
constexpr std::size_t digest_length = 16;
constexpr std::string_view no_digest = "0000000000000000";

std::string short_digest(std::string_view text) { return digest_of(text).substr(0, digest_length); }

/// Reads numbers of a fixed count of hexadecimal digits, each followed by one character.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}

  std::uint64_t number(std::size_t digits) {
    const auto word = text(digits);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, 16);
    if (error != std::errc{} || end != word.data() + digits) is_good_ = false;
    return value;
  }
  std::string_view text(std::size_t length) {
    const auto word = text_.substr(0, length);
    text_.remove_prefix(std::min(length + 1, text_.size()));
    if (word.size() != length) is_good_ = false;
    return word;
  }
  [[nodiscard]] bool is_good() const { return is_good_; }

 private:
  std::string_view text_;
  bool is_good_ = true;
};

}  // namespace

std::filesystem::path log_index_path(const std::filesystem::path& directory, const std::filesystem::path& log) {
  auto name = log.lexically_relative(directory).replace_extension().string();
  std::replace(name.begin(), name.end(), '/', '+');  // a plain name can't hold a +
  return directory / ".index" / name;
}

std::string log_head_text(const LogHead& head) {
  const auto after = head.after.empty() ? std::string(no_digest) : head.after;
  auto text = fmt::format("{}{:016x} {:016x} {:016x} {:016x} {} {:08x} {:x} ", magic, head.inode, head.base, head.first, head.cutting, after, head.beginnings, head.is_torn ? 1 : 0);
  text += short_digest(text).substr(0, log_head_length - 1 - text.size());
  text.resize(log_head_length - 1, ' ');
  return text + "\n";
}

std::optional<LogHead> log_head_from(std::string_view text) {
  if (text.size() < log_head_length || !text.starts_with(magic)) return std::nullopt;
  Fields fields(text.substr(magic.size()));
  LogHead head;
  head.inode = fields.number(16);
  head.base = fields.number(16);
  head.first = fields.number(16);
  head.cutting = fields.number(16);
  head.after = fields.text(digest_length);
  if (head.after == no_digest) head.after.clear();
  head.beginnings = static_cast<std::uint32_t>(fields.number(8));
  head.is_torn = fields.number(1) != 0;
  // It is written over in place, and may be read in that moment.
  const bool is_whole = fields.is_good() && log_head_text(head) == text.substr(0, log_head_length);
  return is_whole ? std::optional(head) : std::nullopt;
}

std::string log_arrival_text(const LogArrival& arrival) {
  return fmt::format("{:016x} {:012x}\n", arrival.end, std::max<std::int64_t>(0, arrival.time.time_since_epoch().count()));
}

std::vector<LogArrival> log_arrivals_from(std::string_view lines) {
  std::vector<LogArrival> arrivals;
  for (; lines.size() >= log_arrival_length; lines.remove_prefix(log_arrival_length)) {
    Fields fields(lines);
    const LogPlace end = fields.number(16);
    const auto time = WallTime(std::chrono::milliseconds(fields.number(12)));
    if (!fields.is_good() || lines[log_arrival_length - 1] != '\n') break;
    arrivals.push_back({end, time});
  }
  return arrivals;
}

std::string log_fingerprint(std::string_view begin) { return short_digest(begin.substr(0, log_fingerprint_length)); }

std::uint64_t bytes_to_cut(const LogHead& head, std::uint64_t length, const LogLimit& limit) {
  const auto empty = head.first - head.base;
  if (length < empty || length - empty <= limit.most) return 0;
  // What is kept has to be written to the disk. In a storm that would cost more than the cut, and the newest lines are soon not the newest any more.
  const bool is_storm = length - empty > limit.most + limit.keep;
  const auto bytes = (length - (is_storm ? limit.keep / 2 : limit.keep)) / log_cut_unit * log_cut_unit;
  return bytes > empty ? bytes : 0;
}

LogHead after_cut(LogHead head, std::uint64_t bytes, const LogCut& cut) {
  head.cutting = 0;
  head.after.clear();
  head.first = cut.way == CutWay::copied ? head.base + cut.shorter_by : head.base + bytes;
  head.base += cut.shorter_by;
  head.is_torn = cut.way != CutWay::copied;
  return head;
}

LogHead after_interrupted_cut(LogHead head, std::string_view begin) {
  if (head.cutting == 0) return head;
  if (log_fingerprint(begin) == head.after) return after_cut(head, head.cutting, {CutWay::collapsed, head.cutting});
  head.cutting = 0;
  head.after.clear();
  return head;
}

LogHead begun_anew(LogHead head, std::uint64_t inode, LogPlace known_end) {
  LogHead anew;
  anew.inode = inode;
  anew.base = known_end;
  anew.first = known_end;
  anew.beginnings = head.beginnings + 1;
  return anew;
}

std::optional<LogArrival> arrival_of(const std::vector<LogArrival>& arrivals, LogPlace end) {
  const auto found = std::lower_bound(arrivals.begin(), arrivals.end(), end, [](const LogArrival& arrival, LogPlace place) { return arrival.end < place; });
  return found == arrivals.end() ? std::nullopt : std::optional(*found);
}

}  // namespace stackup
