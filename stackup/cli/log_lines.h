#pragma once
// Lines of logs: cut out of what was written, cleaned, filtered, and shown.

#include "stackup/ports/clock.h"
#include "stackup/ui/screen.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// A longer line is cut, because nobody reads it and some terminals choke on it.
constexpr std::size_t longest_log_line = 64 * 1024;

/// Cuts a stream of bytes into lines, however it arrives.
class LineCutter {
 public:
  struct Line {
    std::string text;
    std::size_t end = 0;  ///< in the bytes that completed it, after its line end
  };
  /// The lines that `bytes` completes, cleaned. Of a line over longest_log_line the start, and how much was cut.
  [[nodiscard]] std::vector<Line> feed(std::string_view bytes);
  /// What stands there without a line end yet, cleaned; nothing if there is nothing.
  [[nodiscard]] std::optional<std::string> rest();

 private:
  [[nodiscard]] std::string finished();

  std::string line_;
  std::size_t cut_ = 0;
};

/// Harmless on any terminal: no escape sequences, no control characters, no invalid UTF-8; of a line that was written over (progress bars) the last state.
[[nodiscard]] std::string clean_line(std::string_view bytes);

/// The time that a line begins with, in the forms that programs use: "2026-11-22 10:07:14,123", "2026-11-22T10:07:14Z", "22 Nov 2026 10:07:14.123".
/// A time without a zone is local.
[[nodiscard]] std::optional<WallTime> line_time(std::string_view line);

struct LineFilter {
  std::string text;               ///< empty: any
  std::optional<WallTime> since;  ///< lines before it are left out
  std::optional<WallTime> until;  ///< lines after it are left out

  [[nodiscard]] bool has_times() const { return since || until; }
  [[nodiscard]] bool is_empty() const { return text.empty() && !has_times(); }
  bool operator==(const LineFilter&) const = default;
};

/// Applies a filter to the lines of one log, in their order.
class LineChooser {
 public:
  explicit LineChooser(LineFilter filter) : filter_(std::move(filter)) {}
  /// Where it is not known when the line arrived, the time that it begins with counts; one without any counts as written together with the one before it.
  [[nodiscard]] bool takes(std::string_view line, std::optional<WallTime> arrived);

 private:
  [[nodiscard]] bool is_within(WallTime time) const { return (!filter_.since || time >= *filter_.since) && (!filter_.until || time <= *filter_.until); }

  LineFilter filter_;
  bool is_in_time_ = true;  ///< of the last line with a time
};

struct LogLine {
  std::string name;  ///< of the log: UNIT/PROCESS, UNIT/STEP, packages, supervisor
  std::string text;
  std::optional<WallTime> time;  ///< of its arrival, if that is known
  std::uint64_t missed = 0;      ///< no line, but so many bytes that were not read

  bool operator==(const LogLine&) const = default;
};

struct LineLayout {
  int name_width = 0;       ///< 0: without names, because there is only one log
  bool has_times = false;
};

[[nodiscard]] std::string log_line_text(const LogLine& line, const LineLayout& layout, const Screen& screen);
/// {"v":1,"kind":"log","name":…,"t":<ms since 1970>,"text":…}, or {"v":1,"kind":"log_gap","name":…,"bytes":…}
[[nodiscard]] std::string log_line_json(const LogLine& line);

}  // namespace stackup
