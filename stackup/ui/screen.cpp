#include "stackup/ui/screen.h"

#include <fmt/format.h>

namespace stackup {
namespace {

// Only the eight base colours, because themes keep them readable on light and on dark grounds.
std::string_view sequence(Role role) {
  switch (role) {
    case Role::plain:
      return "";
    case Role::strong:
      return "1";
    case Role::dim:
      return "2";
    case Role::good:
      return "32";
    case Role::bad:
      return "1;31";
    case Role::warning:
      return "33";
    case Role::name:
      return "36";
  }
  return "";
}

}  // namespace

std::string painted(std::string_view text, Role role, const Style& style) {
  const auto code = sequence(role);
  if (style.colour == Colour::off || code.empty() || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string_view glyph(Mark mark, const Style& style) {
  const bool unicode = style.glyphs == Glyphs::unicode;
  switch (mark) {
    case Mark::done:
      return unicode ? "✓" : "+";
    case Mark::failed:
      return unicode ? "✗" : "x";
    case Mark::skipped:
      return unicode ? "↷" : ">";
    case Mark::notice:
      return unicode ? "•" : "*";
    case Mark::link:
      return unicode ? "→" : "->";
    case Mark::separator:
      return unicode ? "·" : "|";
    case Mark::ellipsis:
      return unicode ? "…" : "...";
  }
  return "";
}

}  // namespace stackup
