#pragma once
// What went wrong, in the order in which it is shown: code and what, where, why, notes, what to try.

#include "stackup/base/source.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// Every code of errors.inc by name; the value is the number after "SU".
enum class ErrorCode : int {
#define STACKUP_ERROR(code, name, summary, explanation) name = 1##code - 10000,
#include "stackup/base/errors.inc"
#undef STACKUP_ERROR
};

struct ErrorEntry {
  ErrorCode code;
  std::string_view name;
  std::string_view summary;
  std::string_view explanation;
};

/// The whole catalogue, ascending by code.
[[nodiscard]] const std::vector<ErrorEntry>& error_catalogue();
[[nodiscard]] const ErrorEntry& catalogue_entry(ErrorCode code);
/// `SU0302`.
[[nodiscard]] std::string to_string(ErrorCode code);

/// A warning is what `stackup check --strict` finds in a recipe that works: codes SU10xx.
enum class Severity { error, warning };
[[nodiscard]] Severity severity_of(ErrorCode code);
/// "error" or "warning".
[[nodiscard]] std::string_view to_string(Severity severity);

/// A second place that belongs to an error ("first defined here").
struct Note {
  std::string text;
  SourceSpan span;

  bool operator==(const Note&) const = default;
};

class Error {
 public:
  Error(ErrorCode code, std::string what);

  /// Where the reader has to look; the renderer shows the line with a caret.
  Error& at(SourceSpan span);
  /// The cause in its own words: a library's, a program's or the system's message.
  Error& because(std::string cause);
  Error& note(std::string text, SourceSpan span = {});
  /// Something the reader can run or change.
  Error& try_(std::string advice);
  /// Last lines of a log that belong to the failure, and the log's path.
  Error& log(std::string path, std::vector<std::string> tail);

  [[nodiscard]] ErrorCode code() const { return code_; }
  [[nodiscard]] const std::string& what() const { return what_; }
  [[nodiscard]] const SourceSpan& span() const { return span_; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }
  [[nodiscard]] const std::vector<std::string>& tries() const { return tries_; }
  [[nodiscard]] const std::string& log_path() const { return log_path_; }
  [[nodiscard]] const std::vector<std::string>& log_tail() const { return log_tail_; }

  bool operator==(const Error&) const = default;

 private:
  ErrorCode code_;
  std::string what_;
  SourceSpan span_;
  std::string why_;
  std::vector<Note> notes_;
  std::vector<std::string> tries_;
  std::string log_path_;
  std::vector<std::string> log_tail_;
};

}  // namespace stackup
