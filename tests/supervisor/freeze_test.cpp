#include "tests/supervisor/supervisor_fixture.h"

#include <csignal>

namespace stackup::testing {
namespace {

class FreezeTest : public SupervisorTest {
 protected:
  FreezeTest() {
    will("api/web");
    will("db/server");
    start(spec_of("api/web"));
    start(spec_of("db/server"));
  }
  FakeProcesses::SentToAll sent(int signal, Duration at) const { return {{mark_of("/w", Marked::process, "api/web"), mark_of("/w", Marked::process, "db/server")}, signal, at}; }
  Result<void> freeze(Duration takes = 0s) { return world.clock.finish_within(takes, supervisor.freeze(10s)).value(); }
  Result<void> thaw() { return world.clock.finish_within(0s, supervisor.thaw()).value(); }
};

TEST_F(FreezeTest, HoldsEverythingStillUntilItIsLetGo) {
  EXPECT_TRUE(freeze());
  EXPECT_EQ(world.processes.signals_to_all, (std::vector{sent(SIGSTOP, 0s)}));
  EXPECT_TRUE(thaw());
  EXPECT_EQ(world.processes.signals_to_all.back(), sent(SIGCONT, 0s));
  world.clock.run();
  EXPECT_EQ(world.processes.signals_to_all.size(), 2U) << "the time limit is over, and there is nothing to let go";
}

TEST_F(FreezeTest, AsksAgainUntilAllRest) {
  world.processes.restless = 2;
  EXPECT_TRUE(freeze(2ms));
  EXPECT_EQ(world.processes.signals_to_all, (std::vector{sent(SIGSTOP, 0s), sent(SIGSTOP, 1ms), sent(SIGSTOP, 2ms)}));
}

TEST_F(FreezeTest, LetsAllGoOnForAMomentWhenSomethingDoesNotRest) {
  world.processes.restless = 50;
  EXPECT_TRUE(freeze(50ms));
  EXPECT_EQ(world.processes.signals_to_all[50], sent(SIGCONT, 49ms));
  EXPECT_EQ(world.processes.signals_to_all[51], sent(SIGSTOP, 50ms));
}

TEST_F(FreezeTest, LetsGoOfWhatDoesNotComeToRest) {
  world.processes.restless = -1;
  const auto frozen = freeze(2s);
  ASSERT_FALSE(frozen);
  EXPECT_EQ(frozen.error().code(), ErrorCode::freeze_ended);
  EXPECT_EQ(world.processes.signals_to_all.back(), sent(SIGCONT, 2s));
}

TEST_F(FreezeTest, LetsGoByItselfWhenWhoAskedIsGone) {
  EXPECT_TRUE(freeze());
  world.clock.run();
  EXPECT_EQ(world.processes.signals_to_all.back(), sent(SIGCONT, 10s));
  const auto thawed = thaw();
  ASSERT_FALSE(thawed) << "what was copied may be of two moments";
  EXPECT_EQ(thawed.error().code(), ErrorCode::freeze_ended);
}

TEST_F(FreezeTest, AnEarlierLimitDoesNotEndALaterFreeze) {
  EXPECT_TRUE(freeze());
  EXPECT_TRUE(thaw());
  world.clock.run_for(5s);
  EXPECT_TRUE(freeze());
  world.clock.run_for(9s);
  EXPECT_TRUE(thaw());
}

TEST_F(FreezeTest, LetsGoOfWhatIsToBeStopped) {
  EXPECT_TRUE(freeze());
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.stop({}))), std::nullopt);
  EXPECT_EQ(world.processes.signals_to_all.back().signal, SIGCONT);
}

}  // namespace
}  // namespace stackup::testing
