#include "stackup/engine/restart.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

TEST(WantsRestart, FollowsThePolicy) {
  const Exit good, bad{3, 0, true}, killed{0, 9, true}, unknown{0, 0, false};
  RestartPolicy policy;
  policy.when = RestartWhen::never;
  for (const auto& exit : {good, bad, killed, unknown}) EXPECT_FALSE(wants_restart(policy, exit));
  policy.when = RestartWhen::always;
  for (const auto& exit : {good, bad, killed, unknown}) EXPECT_TRUE(wants_restart(policy, exit));
  policy.when = RestartWhen::on_failure;
  EXPECT_FALSE(wants_restart(policy, good));
  for (const auto& exit : {bad, killed, unknown}) EXPECT_TRUE(wants_restart(policy, exit));
}

TEST(NextDelay, DoublesUpToTheLongestAndEndsAtTheLimit) {
  const RestartPolicy policy{RestartWhen::always, 100ms, 1s, 60s, 6};
  std::vector<std::optional<Duration>> delays;
  for (int n = 1; n <= 7; ++n) delays.push_back(next_delay(policy, n));
  EXPECT_EQ(delays, (std::vector<std::optional<Duration>>{100ms, 200ms, 400ms, 800ms, 1s, 1s, std::nullopt}));
}

TEST(NextDelay, IsNeverLongerThanTheLongest) { EXPECT_EQ(next_delay(RestartPolicy{RestartWhen::always, 5s, 1s, 60s, 6}, 1), 1s); }

TEST(NextDelay, DoesNotOverflowHoweverManyRestartsAreAllowed) {
  const RestartPolicy policy{RestartWhen::always, 1ms, 30s, 60s, 1'000'000};
  EXPECT_EQ(next_delay(policy, 1'000'000), 30s);
}

TEST(NextDelay, OfNoDelayIsNone) { EXPECT_EQ(next_delay(RestartPolicy{RestartWhen::always, 0s, 1s, 60s, 50}, 50), 0s); }

TEST(NextDelay, GivesUpAtOnceWithALimitOfZero) { EXPECT_EQ(next_delay(RestartPolicy{RestartWhen::always, 1s, 1s, 60s, 0}, 1), std::nullopt); }

}  // namespace
}  // namespace stackup::testing
