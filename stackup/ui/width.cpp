#include "stackup/ui/width.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace stackup {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15: combining marks and invisible characters that occur in names and messages.
constexpr std::array zero_wide = {Range{0x0300, 0x036F}, Range{0x0483, 0x0489},  Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
                                  Range{0x064B, 0x065F}, Range{0x0900, 0x0902},  Range{0x093C, 0x093C}, Range{0x0941, 0x0948},
                                  Range{0x094D, 0x094D}, Range{0x0E31, 0x0E31},  Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},
                                  Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},  Range{0x200B, 0x200F}, Range{0x202A, 0x202E},
                                  Range{0x2060, 0x2064}, Range{0x20D0, 0x20FF},  Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
                                  Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF}};

// East Asian wide and full-width characters, and pictographs.
constexpr std::array two_wide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},   Range{0x25FD, 0x25FE},
    Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x26A1, 0x26A1},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x2753, 0x2755},   Range{0x2795, 0x2797},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};

template <std::size_t size>
bool is_in(char32_t point, const std::array<Range, size>& ranges) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), point, [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && point <= std::prev(after)->last;
}

int width_of(char32_t point) {
  if (point >= 0x20 && point < 0x7F) return 1;
  if (point < 0x20 || (point >= 0x7F && point < 0xA0) || is_in(point, zero_wide)) return 0;
  return is_in(point, two_wide) ? 2 : 1;
}

/// A piece of text that must not be cut: one character or one escape sequence.
struct Piece {
  std::string_view bytes;
  int width = 0;
};

Piece escape_piece(std::string_view text) {
  std::size_t length = std::min<std::size_t>(2, text.size());
  while (length < text.size() && (text[length] < '@' || text[length] > '~')) ++length;
  return {text.substr(0, std::min(length + 1, text.size())), 0};
}

Piece first_piece(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte == 0x1B) return escape_piece(text);
  const std::size_t expected = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  auto point = static_cast<char32_t>(expected == 1 ? byte : byte & (0xFFu >> (expected + 1)));
  std::size_t length = 1;
  for (; length < std::min(expected, text.size()) && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80; ++length)
    point = (point << 6) | (static_cast<unsigned char>(text[length]) & 0x3Fu);
  return {text.substr(0, length), length == expected ? width_of(point) : 1};
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const auto piece = first_piece(text);
    width += piece.width;
    text.remove_prefix(piece.bytes.size());
  }
  return width;
}

std::string fit_width(std::string_view text, int columns, const Style& style) {
  if (display_width(text) <= columns) return std::string(text);
  const auto ellipsis =
      glyph(Mark::ellipsis, style).substr(0, style.glyphs == Glyphs::ascii ? static_cast<std::size_t>(std::max(columns, 0)) : 3);
  int room = columns - display_width(ellipsis);
  if (room < 0) return "";
  std::string cut;
  bool is_full = false;
  for (; !text.empty();) {
    const auto piece = first_piece(text);
    is_full = is_full || piece.width > room;
    if (piece.bytes[0] == '\x1b') {  // kept even behind the cut, so that a colour ends
      cut += piece.bytes;
    } else if (!is_full) {
      cut += piece.bytes;
      room -= piece.width;
    }
    text.remove_prefix(piece.bytes.size());
  }
  return cut + std::string(ellipsis);
}

std::string padded(std::string_view text, int columns) {
  return std::string(text) + std::string(static_cast<std::size_t>(std::max(0, columns - display_width(text))), ' ');
}

std::string padded_left(std::string_view text, int columns) {
  return std::string(static_cast<std::size_t>(std::max(0, columns - display_width(text))), ' ') + std::string(text);
}

std::string one_line(std::string_view text) {
  std::string spaced(trimmed(text));
  std::replace_if(
      spaced.begin(), spaced.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return printable(spaced);
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines;
  for (const auto& source : split(text, '\n')) {
    std::string line;
    for (const auto& word : split(source, ' ')) {
      if (!line.empty() && display_width(line) + 1 + display_width(word) > columns) lines.push_back(std::exchange(line, ""));
      if (!line.empty()) line += ' ';
      line += word;
    }
    lines.push_back(line);
  }
  return lines;
}

std::string paragraph(std::string_view text, int columns, int indent) {
  std::string block;
  const auto margin = std::string(static_cast<std::size_t>(indent), ' ');
  for (const auto& line : wrapped(text, std::max(columns - indent, 20))) block += line.empty() ? "\n" : margin + line + "\n";
  return block;
}

}  // namespace stackup
