#pragma once
// What the place that is written to can show. Decided once, at the edge (stackup/cli/console.h); everything else gets it as a value.

#include "stackup/base/render.h"

#include <functional>
#include <string>
#include <string_view>

namespace stackup {

enum class Glyphs { ascii, unicode };

struct Style {
  Colour colour = Colour::off;
  Glyphs glyphs = Glyphs::ascii;

  bool operator==(const Style&) const = default;
};

struct Size {
  int columns = 80;
  int rows = 24;

  bool operator==(const Size&) const = default;
};

struct Screen {
  Style style;
  Size size;

  bool operator==(const Screen&) const = default;
};

/// Takes text as it is to be written: standard output, standard error, or a test's string.
using Writer = std::function<void(std::string_view)>;

/// What a text means; the one place where meanings become colours is painted().
enum class Role { plain, strong, dim, good, bad, warning, name };

/// The text in the colour of its role; unchanged when colours are off, the role is plain or the text is empty.
[[nodiscard]] std::string painted(std::string_view text, Role role, const Style& style);

/// Marks that stand for a state at the start of a line: "✓" or "ok".
enum class Mark { done, failed, skipped, notice, link, separator, ellipsis };
[[nodiscard]] std::string_view glyph(Mark mark, const Style& style);

}  // namespace stackup
