#pragma once
// Columns that line up, measured in what is seen rather than in bytes.

#include "stackup/ui/screen.h"

#include <string>
#include <vector>

namespace stackup {

struct Cell {
  std::string text;
  Role role = Role::plain;
};

enum class Align { left, right };

struct Column {
  std::string title;  ///< all empty: the table has no head
  Align align = Align::left;
};

using TableRow = std::vector<Cell>;

/// Two spaces between columns and `indent` before the first. Columns without any text are left out. The last column is broken into lines
/// where the screen ends, because a cut text could be the one that somebody needs.
[[nodiscard]] std::string table_text(const std::vector<Column>& columns, const std::vector<TableRow>& rows, const Screen& screen,
                                     int indent = 0);

}  // namespace stackup
