#include "stackup/ui/table.h"

#include "stackup/ui/width.h"

#include <algorithm>

namespace stackup {
namespace {

constexpr int gap = 2;
constexpr int least_last_column = 20;

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

class Table {
 public:
  Table(const std::vector<Column>& columns, const std::vector<TableRow>& rows, const Screen& screen, int indent)
      : columns_(columns), screen_(screen), indent_(indent) {
    for (std::size_t i = 0; i < columns.size(); ++i) widths_.push_back(width_of_column(i, rows));
    while (last_ > 0 && widths_[last_ - 1] == 0) --last_;
  }

  [[nodiscard]] std::string row_text(const TableRow& row) const {
    if (last_ == 0) return "";
    std::string line(static_cast<std::size_t>(indent_), ' ');
    for (std::size_t i = 0; i + 1 < last_; ++i)
      if (widths_[i] > 0) line += aligned(i, row) + std::string(gap, ' ');
    const int margin = display_width(line);
    if (columns_[last_ - 1].align == Align::right) return line + aligned(last_ - 1, row) + "\n";
    const auto& cell = row.at(last_ - 1);
    const auto broken = wrapped(cell.text, std::max(screen_.size.columns - margin, least_last_column));
    std::string text;
    for (const auto& part : broken) {
      text += without_trailing_spaces(line + painted(part, cell.role, screen_.style)) + "\n";
      line = std::string(static_cast<std::size_t>(margin), ' ');
    }
    return text;
  }

 private:
  [[nodiscard]] int width_of_column(std::size_t index, const std::vector<TableRow>& rows) const {
    int widest = 0;
    for (const auto& row : rows) widest = std::max(widest, display_width(row.at(index).text));
    return widest == 0 ? 0 : std::max(widest, display_width(columns_[index].title));
  }
  [[nodiscard]] std::string aligned(std::size_t index, const TableRow& row) const {
    const auto& cell = row.at(index);
    const auto fill = std::string(static_cast<std::size_t>(std::max(0, widths_[index] - display_width(cell.text))), ' ');
    const auto text = painted(cell.text, cell.role, screen_.style);
    return columns_[index].align == Align::left ? text + fill : fill + text;
  }

  const std::vector<Column>& columns_;
  const Screen& screen_;
  int indent_;
  std::vector<int> widths_;
  std::size_t last_ = columns_.size();  ///< one past the last column that has text
};

}  // namespace

std::string table_text(const std::vector<Column>& columns, const std::vector<TableRow>& rows, const Screen& screen, int indent) {
  const Table table(columns, rows, screen, indent);
  const bool has_head = std::any_of(columns.begin(), columns.end(), [](const Column& column) { return !column.title.empty(); });
  std::string text;
  if (has_head && !rows.empty()) {
    TableRow head;
    for (const auto& column : columns) head.push_back({column.title, Role::dim});
    text += table.row_text(head);
  }
  for (const auto& row : rows) text += table.row_text(row);
  return text;
}

}  // namespace stackup
