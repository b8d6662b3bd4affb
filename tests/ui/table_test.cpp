#include "stackup/ui/table.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

constexpr Screen screen{{Colour::off, Glyphs::unicode}, {40, 24}};

TEST(Table, AlignsByWhatIsSeen) {
  EXPECT_EQ(table_text({{"NAME"}, {"PID", Align::right}, {"X"}}, {{{"日本"}, {"7"}, {"a"}}, {{"web"}, {"4711"}, {"b"}}}, screen),
            "NAME   PID  X\n"
            "日本     7  a\n"
            "web   4711  b\n");
}

TEST(Table, AlignsALastColumnOfNumbers) {
  EXPECT_EQ(table_text({{}, {"", Align::right}}, {{{"a"}, {"9.0 s"}}, {{"b"}, {"11.9 s"}}}, screen), "a   9.0 s\nb  11.9 s\n");
}

TEST(Table, LeavesEmptyColumnsOut) {
  EXPECT_EQ(table_text({{"NAME"}, {"PID"}, {"DETAIL"}}, {{{"web"}, {""}, {""}}}, screen), "NAME\nweb\n");
  EXPECT_EQ(table_text({{"NAME"}, {"PID"}, {"DETAIL"}}, {{{"web"}, {""}, {"ok"}}}, screen), "NAME  DETAIL\nweb   ok\n");
}

TEST(Table, HasNoHeadWithoutTitlesOrRows) {
  EXPECT_EQ(table_text({{}, {}}, {{{"a"}, {"b"}}}, screen, 2), "  a  b\n");
  EXPECT_EQ(table_text({{"NAME"}}, {}, screen), "");
}

TEST(Table, BreaksTheLastColumnAndCutsNothing) {
  EXPECT_EQ(table_text({{}, {}}, {{{"postgresql"}, {"exit code 1, then it was started again"}}}, screen),
            "postgresql  exit code 1, then it was\n"
            "            started again\n");
}

TEST(Table, ColoursDoNotMoveColumns) {
  const Screen coloured{{Colour::on, Glyphs::unicode}, {40, 24}};
  EXPECT_EQ(table_text({{}, {}}, {{{"a", Role::good}, {"x"}}, {{"bbb"}, {"y"}}}, coloured), "\x1b[32ma\x1b[0m    x\nbbb  y\n");
}

}  // namespace
}  // namespace stackup
