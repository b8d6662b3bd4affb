#include "stackup/ui/human.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

using namespace std::chrono_literals;

TEST(Human, WritesBytes) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(1000), "1.0 kB");
  EXPECT_EQ(human_bytes(81'200'000), "81.2 MB");
  EXPECT_EQ(human_bytes(999'949'999), "999.9 MB");
  EXPECT_EQ(human_bytes(999'950'000), "1.0 GB");
  EXPECT_EQ(human_bytes(UINT64_MAX), "18446.7 PB");
}

TEST(Human, WritesElapsedTimeInWholeSeconds) {
  EXPECT_EQ(human_elapsed(-5s), "0 s");
  EXPECT_EQ(human_elapsed(999ms), "0 s");
  EXPECT_EQ(human_elapsed(41'900ms), "41 s");
  EXPECT_EQ(human_elapsed(200s), "3 min 20 s");
  EXPECT_EQ(human_elapsed(125min), "2 h 5 min");
}

TEST(Human, WritesWhatIsToBeExpectedIfItIsWorthTelling) {
  EXPECT_EQ(expected_text(999ms), "");
  EXPECT_EQ(expected_text(7400ms), "about 7 s");
  EXPECT_EQ(expected_text(200s), "about 3 min 20 s");
}

TEST(Human, WritesAgesInOneUnit) {
  EXPECT_EQ(human_age(12s), "12 s");
  EXPECT_EQ(human_age(5min + 59s), "5 min");
  EXPECT_EQ(human_age(47h), "47 h");
  EXPECT_EQ(human_age(49h), "2 d");
}

TEST(Human, WritesClocks) {
  EXPECT_EQ(clock_text(7s), "0:07");
  EXPECT_EQ(clock_text(12min + 41s), "12:41");
  EXPECT_EQ(clock_text(1h + 2min + 3s), "1:02:03");
}

}  // namespace
}  // namespace stackup
