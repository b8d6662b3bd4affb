#include "stackup/engine/telling_line.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

TEST(TellingLine, IsTheLastThatComplains) {
  EXPECT_EQ(telling_line({"starting", "bind: Address already in use", "cleaning up", "open /data: No space left on device", "bye"}), "open /data: No space left on device");
}

TEST(TellingLine, IsEmptyWhereNothingComplains) {
  EXPECT_EQ(telling_line({}), "");
  EXPECT_EQ(telling_line({"starting", "ready"}), "");
}

TEST(TellingLine, IsShortened) {
  const auto line = telling_line({"Permission denied " + std::string(5000, 'x')});
  EXPECT_LT(line.size(), 210U);
  EXPECT_TRUE(line.starts_with("Permission denied xx"));
}

}  // namespace
}  // namespace stackup::testing
