#pragma once
// Understands as much of a terminal's language as TtyRenderer speaks, and nothing else: an unknown sequence is a failure.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace stackup::testing {

class SmallTerminal {
 public:
  void write(std::string_view text) {
    ++writes;
    while (!text.empty()) text.remove_prefix(text[0] == '\x1b' ? escape(text) : put(text[0]));
  }
  /// What is to be seen, scrolled-out lines included, without a last empty line.
  [[nodiscard]] std::string text() const {
    std::string all;
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (i + 1 < lines_.size() || !lines_[i].empty()) all += lines_[i] + "\n";
    return all;
  }

  int writes = 0;
  enum class Cursor { shown, hidden } cursor = Cursor::shown;

 private:
  std::size_t put(char c) {
    if (c == '\r') {
      column_ = 0;
    } else if (c == '\n') {
      column_ = 0;
      if (++row_ == lines_.size()) lines_.emplace_back();
    } else {
      auto& line = lines_[row_];
      if (column_ < line.size())
        line[column_] = c;
      else
        line += c;
      ++column_;
    }
    return 1;
  }
  std::size_t escape(std::string_view text) {
    const auto end = text.find_first_of("AJKhlm", 2);
    const auto sequence = text.substr(0, end + 1);
    if (sequence == "\x1b[?25l")
      cursor = Cursor::hidden;
    else if (sequence == "\x1b[?25h")
      cursor = Cursor::shown;
    else if (sequence == "\x1b[K")
      lines_[row_].resize(column_);
    else if (sequence == "\x1b[J")
      erase_below();
    else if (sequence.back() == 'A')
      row_ -= std::stoul(std::string(sequence.substr(2)));
    else if (sequence.back() != 'm')
      ADD_FAILURE() << "unknown sequence " << sequence.substr(1);
    EXPECT_LT(row_, lines_.size()) << "moved above the first line";
    return sequence.size();
  }
  void erase_below() {
    lines_[row_].resize(column_);
    lines_.resize(row_ + 1);
  }

  std::vector<std::string> lines_ = {""};
  std::size_t row_ = 0;
  std::size_t column_ = 0;  ///< in bytes, which is enough as lines are always written from their start
};

}  // namespace stackup::testing
