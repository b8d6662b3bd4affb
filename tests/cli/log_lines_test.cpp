#include "stackup/cli/log_lines.h"

#include "stackup/cli/log_moment.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

const Screen plain{{Colour::off, Glyphs::ascii}, {80, 24}};

WallTime at(int seconds) { return WallTime(std::chrono::seconds(1795342034 + seconds)); }  // 2026-11-22 10:07:14 UTC

auto line(const std::string& text, std::size_t end) { return AllOf(Field("text", &LineCutter::Line::text, text), Field("end", &LineCutter::Line::end, end)); }

TEST(LogLines, CutsLinesHoweverTheyArrive) {
  LineCutter cutter;
  EXPECT_THAT(cutter.feed("one\ntw"), ElementsAre(line("one", 4)));
  EXPECT_THAT(cutter.feed(""), ElementsAre());
  EXPECT_THAT(cutter.feed("o\n\nthr"), ElementsAre(line("two", 2), line("", 3)));
  EXPECT_EQ(cutter.rest(), "thr");
  EXPECT_EQ(cutter.rest(), std::nullopt);
}

TEST(LogLines, CutsALineThatNobodyWouldReadAndSaysSo) {
  LineCutter cutter;
  const std::string half(longest_log_line / 2, 'x');
  EXPECT_THAT(cutter.feed(half), ElementsAre());
  EXPECT_THAT(cutter.feed(half), ElementsAre());
  const auto lines = cutter.feed(half + "\nnext\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].text, half + half + " … (32768 bytes more)");
  EXPECT_EQ(lines[1].text, "next");
}

TEST(LogLines, MakesEveryLineHarmless) {
  EXPECT_EQ(clean_line("a\x1b[31;1mred\x1b[0m b\xff\tc\x01"), "ared b\xEF\xBF\xBD\tc");
  EXPECT_EQ(clean_line("\x1b]0;title\ashown"), "shown");
  EXPECT_EQ(clean_line("\x1b]0;title\x1b\\shown"), "shown");
  EXPECT_EQ(clean_line("\x1b(Bx\x1b"), "Bx");
  EXPECT_EQ(clean_line("\x1b[31"), "");
  EXPECT_EQ(clean_line("10 %\r90 %\r100 %\r\r"), "100 %");
}

TEST(LogLines, ReadsTheTimesThatProgramsWrite) {
  EXPECT_EQ(line_time("2026-11-22 10:07:14.123 UTC [12] LOG:  ready"), at(0));
  EXPECT_EQ(line_time("[2026-11-22T11:07:14+01:00] x"), at(0));
  EXPECT_EQ(line_time("2026-11-22 10:07:14,123 +0000 x"), at(0));
  EXPECT_EQ(line_time("1234:M 22 Nov 2026 10:07:15.123 GMT * Ready"), at(1));
  EXPECT_EQ(line_time("127.0.0.1 - - [22/Nov/2026:10:07:14 +0000] \"GET / HTTP/1.1\" 200"), at(0));
  EXPECT_EQ(line_time("no time at all"), std::nullopt);
  EXPECT_EQ(line_time("22 Foo 2026 10:07:14 GMT"), std::nullopt);
  EXPECT_EQ(line_time(std::string(100, 'x') + "2026-11-22T10:07:14Z"), std::nullopt);
}

TEST(LogLines, TakesLinesWithoutATimeWithTheOneBefore) {
  LineChooser chooser({"", at(0), std::nullopt});
  EXPECT_TRUE(chooser.takes("a line before any time", std::nullopt));
  EXPECT_FALSE(chooser.takes("2026-11-22T10:07:13Z old", std::nullopt));
  EXPECT_FALSE(chooser.takes("  its traceback", std::nullopt));
  EXPECT_TRUE(chooser.takes("2026-11-22T10:07:14Z new", std::nullopt));
  EXPECT_TRUE(chooser.takes("  its traceback", std::nullopt));
}

TEST(LogLines, TakesLinesByTheirArrivalRatherThanByWhatTheySay) {
  LineChooser chooser({"", at(0), at(5)});
  EXPECT_FALSE(chooser.takes("2026-11-22T10:07:14Z in a clock that is wrong", at(-1)));
  EXPECT_TRUE(chooser.takes("2020-01-01T00:00:00Z", at(0)));
  EXPECT_TRUE(chooser.takes("x", at(5)));
  EXPECT_FALSE(chooser.takes("x", at(6)));
}

TEST(LogLines, TakesOnlyLinesWithTheText) {
  LineChooser chooser({"error", std::nullopt, std::nullopt});
  EXPECT_TRUE(chooser.takes("an error here", std::nullopt));
  EXPECT_FALSE(chooser.takes("Error", std::nullopt));
}

TEST(LogLines, PutsAlignedNamesBeforeLines) {
  EXPECT_EQ(log_line_text({.name = "shop/web", .text = "hello", .time = {}}, {.name_width = 12}, plain), "shop/web     | hello\n");
  EXPECT_EQ(log_line_text({.name = "shop/web", .text = "hello", .time = {}}, {}, plain), "hello\n");
  EXPECT_THAT(log_line_text({.name = "a", .text = "x", .time = {}}, {.name_width = 1}, {{Colour::on, Glyphs::unicode}, {80, 24}}), HasSubstr("│"));
}

TEST(LogLines, PutsTheTimeOfArrivalBeforeLines) {
  const auto time = local_time(at(0));
  EXPECT_EQ(log_line_text({.name = "web", .text = "hello", .time = at(0)}, {.name_width = 3, .has_times = true}, plain), "web | " + time + " hello\n");
  EXPECT_EQ(log_line_text({.name = "web", .text = "hello", .time = {}}, {.has_times = true}, plain), std::string(time.size(), ' ') + " hello\n");
}

TEST(LogLines, SaysWhatWasLeftOut) {
  EXPECT_EQ(log_line_text({.name = "web", .text = "", .time = {}, .missed = 12'300'000}, {.name_width = 3, .has_times = true}, plain),
            "web | ... 12.3 MB were left out: more was written than could be shown\n");
}

TEST(LogLines, WritesJson) {
  EXPECT_EQ(log_line_json({.name = "shop/web", .text = "say \"hi\"", .time = {}}), "{\"v\":1,\"kind\":\"log\",\"name\":\"shop/web\",\"text\":\"say \\\"hi\\\"\"}\n");
  EXPECT_EQ(log_line_json({.name = "a", .text = "x", .time = at(0)}), "{\"v\":1,\"kind\":\"log\",\"name\":\"a\",\"t\":1795342034000,\"text\":\"x\"}\n");
  EXPECT_EQ(log_line_json({.name = "a", .text = "", .time = {}, .missed = 7}), "{\"v\":1,\"kind\":\"log_gap\",\"name\":\"a\",\"bytes\":7}\n");
}

}  // namespace
}  // namespace stackup
