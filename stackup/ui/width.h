#pragma once
// How much room a text takes on a terminal. Columns, not bytes: "é" takes one, "日" two, a combining accent none. Escape sequences written
// by painted() take none either, so that painted texts can be measured and cut.

#include "stackup/ui/screen.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

[[nodiscard]] int display_width(std::string_view text);
/// The text if it fits, or else its start and an ellipsis, together at most `columns` wide.
[[nodiscard]] std::string fit_width(std::string_view text, int columns, const Style& style);
/// Followed by spaces up to `columns`; a longer text stays as it is.
[[nodiscard]] std::string padded(std::string_view text, int columns);
[[nodiscard]] std::string padded_left(std::string_view text, int columns);
/// One line that can be shown to anyone: control characters are dropped, line ends and tabs become spaces.
[[nodiscard]] std::string one_line(std::string_view text);
/// Broken at spaces into lines of at most `columns` (a longer word keeps a line of its own); line ends in the text stay.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, int columns);
/// wrapped(), each line with `indent` spaces before it and a line end after it.
[[nodiscard]] std::string paragraph(std::string_view text, int columns, int indent);

}  // namespace stackup
