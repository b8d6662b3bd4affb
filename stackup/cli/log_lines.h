#pragma once
// Lines of logs: cut out of what was written, cleaned, filtered, and shown.

#include "stackup/ports/clock.h"
#include "stackup/ui/screen.h"

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
  /// The lines that `bytes` completes, cleaned. Of a line over longest_log_line the start, and how much was cut.
  [[nodiscard]] std::vector<std::string> feed(std::string_view bytes);
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
  std::optional<WallTime> since;  ///< lines before it are left out; one without a time counts as written together with the one before it

  [[nodiscard]] bool is_empty() const { return text.empty() && !since; }
  bool operator==(const LineFilter&) const = default;
};

/// Applies a filter to the lines of one log, in their order.
class LineChooser {
 public:
  explicit LineChooser(LineFilter filter) : filter_(std::move(filter)) {}
  [[nodiscard]] bool takes(std::string_view line);

 private:
  LineFilter filter_;
  bool is_recent_ = true;  ///< of the last line with a time
};

struct LogLine {
  std::string name;  ///< of the log: UNIT/PROCESS, UNIT/STEP, packages, supervisor
  std::string text;

  bool operator==(const LogLine&) const = default;
};

/// `name_width` 0: without names, because there is only one log.
[[nodiscard]] std::string log_line_text(const LogLine& line, int name_width, const Screen& screen);
/// {"v":1,"kind":"log","name":…,"text":…}
[[nodiscard]] std::string log_line_json(const LogLine& line);

}  // namespace stackup
