#pragma once
// Texts that people wrote (recipes, .env, command-line settings) and places in them.

#include <map>
#include <string>
#include <string_view>

namespace stackup {

/// A stretch of one line of a text. `line` and `column` count from 1, in bytes; 0 means "no place known".
struct SourceSpan {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;

  [[nodiscard]] bool is_known() const { return line > 0; }
  bool operator==(const SourceSpan&) const = default;
};

/// `file:line:col`, or the file alone where the place is not known.
[[nodiscard]] std::string to_string(const SourceSpan& span);

/// A text with the name that messages use for it.
struct SourceText {
  std::string file;
  std::string text;
};

/// All texts that were read in this run, so that an error can show the line that it points at.
class Sources {
 public:
  void add(const SourceText& source) { texts_[source.file] = source.text; }
  /// The line that `span` points at without its newline, or nothing known: empty.
  [[nodiscard]] std::string_view line_of(const SourceSpan& span) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

/// A value and where it was written.
template <class T>
struct Located {
  T value{};
  SourceSpan span;

  bool operator==(const Located&) const = default;
};

}  // namespace stackup
