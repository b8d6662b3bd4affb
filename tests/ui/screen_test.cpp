#include "stackup/ui/screen.h"

#include "stackup/ui/width.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

TEST(Screen, PaintsOnlyWhereColoursAreOn) {
  EXPECT_EQ(painted("x", Role::bad, {Colour::off, Glyphs::unicode}), "x");
  EXPECT_EQ(painted("x", Role::plain, {Colour::on, Glyphs::unicode}), "x");
  EXPECT_EQ(painted("", Role::bad, {Colour::on, Glyphs::unicode}), "");
  EXPECT_EQ(painted("x", Role::bad, {Colour::on, Glyphs::unicode}), "\x1b[1;31mx\x1b[0m");
}

TEST(Screen, HasAsciiForEachMark) {
  for (const auto mark : {Mark::done, Mark::failed, Mark::skipped, Mark::notice, Mark::link, Mark::separator, Mark::ellipsis}) {
    for (const char c : glyph(mark, {Colour::off, Glyphs::ascii})) EXPECT_TRUE(c > ' ' && c < 0x7F);
    EXPECT_EQ(display_width(glyph(mark, {Colour::off, Glyphs::unicode})), 1);
  }
}

}  // namespace
}  // namespace stackup
