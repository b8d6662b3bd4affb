#include "stackup/ui/width.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;

constexpr Style ascii{Colour::off, Glyphs::ascii};
constexpr Style unicode{Colour::off, Glyphs::unicode};
constexpr Style coloured{Colour::on, Glyphs::unicode};

TEST(Width, CountsColumnsRatherThanBytes) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("é"), 1);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("日本"), 4);
  EXPECT_EQ(display_width("✓ ok"), 4);
  EXPECT_EQ(display_width("🚀"), 2);
  EXPECT_EQ(display_width(painted("abc", Role::bad, coloured)), 3);
}

TEST(Width, SurvivesTextThatIsNotUtf8) {
  EXPECT_EQ(display_width("\xff\xfe"), 2);
  EXPECT_LE(display_width("a\xe6\x97"), 3);
}

TEST(Width, CutsByColumns) {
  EXPECT_EQ(fit_width("keystone", 8, unicode), "keystone");
  EXPECT_EQ(fit_width("keystone", 7, unicode), "keysto…");
  EXPECT_EQ(fit_width("keystone", 7, ascii), "keys...");
  EXPECT_EQ(fit_width("日本語", 5, unicode), "日本…");
  EXPECT_EQ(fit_width("日本語", 4, unicode), "日…");
  EXPECT_EQ(fit_width("abc", 2, ascii), "..");
  EXPECT_EQ(fit_width("abc", 0, unicode), "");
}

TEST(Width, EndsColoursThatItCuts) {
  const auto cut = fit_width(painted("keystone", Role::bad, coloured), 5, coloured);
  EXPECT_EQ(cut, "\x1b[1;31mkeys\x1b[0m…");
  EXPECT_EQ(display_width(cut), 5);
}

TEST(Width, NeverExceedsItsColumns) {
  for (const std::string text : {"plain words", "日本語とkeystone", "e\u0301e\u0301e\u0301", "🚀🚀🚀", "\xff\xff\xff\xff"})
    for (const auto& style : {ascii, unicode})
      for (int columns = 0; columns < 20; ++columns) EXPECT_LE(display_width(fit_width(text, columns, style)), columns) << text;
}

TEST(Width, Pads) {
  EXPECT_EQ(padded("日", 4), "日  ");
  EXPECT_EQ(padded_left("日", 4), "  日");
  EXPECT_EQ(padded("long", 2), "long");
}

TEST(Width, MakesOneSafeLine) { EXPECT_EQ(one_line("  one\ntwo\tthree\x1b[31m\r\n"), "one two three[31m"); }

TEST(Width, BreaksAtSpaces) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("averylongword x", 5), ElementsAre("averylongword", "x"));
  EXPECT_THAT(wrapped("a\n\nb", 10), ElementsAre("a", "", "b"));
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
  EXPECT_EQ(paragraph("one two", 22, 2), "  one two\n");
}

}  // namespace
}  // namespace stackup
