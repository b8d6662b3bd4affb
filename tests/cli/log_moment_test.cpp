#include "stackup/cli/log_moment.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

using namespace std::chrono_literals;

WallTime at(int seconds) { return WallTime(std::chrono::seconds(1795342034 + seconds)); }  // 2026-11-22 10:07:14 UTC

TEST(LogMoment, ReadsHowLongAgo) {
  EXPECT_EQ(moment_of("10m", at(0)), at(-600));
  EXPECT_EQ(moment_of("1.5h", at(0)), at(-5400));
}

TEST(LogMoment, ReadsDatesAndTimes) {
  EXPECT_EQ(moment_of("2026-11-22T10:07:14Z", at(99)), at(0));
  EXPECT_EQ(moment_of("2026-11-22 11:07:14+01:00", at(99)), at(0));
  EXPECT_EQ(moment_of("2026-11-22T10:07Z", at(99)), at(-14));
  EXPECT_EQ(moment_of(local_time(at(0)), at(99)), at(0));
}

TEST(LogMoment, ReadsATimeOfToday) {
  const auto today = local_time(at(0));
  EXPECT_EQ(moment_of(today.substr(11, 8), at(0)), at(0));
  EXPECT_EQ(moment_of(today.substr(11, 5), at(0)), at(-14));
  EXPECT_EQ(moment_of(today.substr(0, 10), at(0)), moment_of(today.substr(0, 10) + " 00:00:00", at(0)));
}

TEST(LogMoment, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "yesterday", "10", "-5m", "2026-11", "25h:00", "Z", " "}) EXPECT_EQ(moment_of(text, at(0)), std::nullopt) << text;
}

}  // namespace
}  // namespace stackup
