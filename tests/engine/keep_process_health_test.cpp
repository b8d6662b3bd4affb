#include "tests/engine/keep_process_fixture.h"

namespace stackup::testing {
namespace {

class HealthTest : public KeepProcessTest {
 protected:
  HealthTest() {
    spec.ready = TcpProbe{"127.0.0.1", 5432};
    spec.health = {10s, 3};
  }
  const Error refused = Error(ErrorCode::not_ready, "").because("Connection refused");
};

TEST_F(HealthTest, AProcessThatNoLongerAnswersIsRestarted) {
  world.network.connects = {Result<void>{}, fail(refused), fail(refused), fail(refused), Result<void>{}};
  will({});
  will({});
  start();
  stop_after(65s);
  world.clock.run();
  ASSERT_EQ(told<ProcessUnhealthy>().size(), 1U);
  EXPECT_EQ(told<ProcessUnhealthy>()[0].error.why(), "Connection refused");
  EXPECT_EQ(world.processes.spawned_at, (std::vector<Duration>{0s, 30s + 500ms}));
  EXPECT_EQ(told<ProcessReady>().size(), 2U);
  EXPECT_EQ(told<ProcessFailed>().size(), 0U);
}

TEST_F(HealthTest, OneGoodAnswerStartsTheCountAnew) {
  world.network.connects = {Result<void>{}, fail(refused), fail(refused), Result<void>{}, fail(refused), fail(refused), Result<void>{}};
  will({});
  start();
  stop_after(85s);
  world.clock.run();
  EXPECT_EQ(told<ProcessUnhealthy>().size(), 0U);
  EXPECT_EQ(world.processes.spawned.size(), 1U);
}

TEST_F(HealthTest, ASickProcessThatMayNotBeRestartedFails) {
  spec.restart.when = RestartWhen::never;
  spec.health.retries = 1;
  world.network.connects = {Result<void>{}, fail(refused)};
  will({});
  start();
  world.clock.run();
  ASSERT_EQ(told<ProcessFailed>().size(), 1U);
  EXPECT_EQ(told<ProcessFailed>()[0].error.code(), ErrorCode::unhealthy);
  EXPECT_EQ(world.processes.signals.at(0).signal, SIGTERM);
}

TEST_F(HealthTest, NothingWakesUpWithoutAnInterval) {
  spec.health = {};
  will({});
  start();
  world.clock.run();  // would not return if something slept again and again
  EXPECT_EQ(world.network.asked.size(), 1U);
}

class UpstreamTest : public KeepProcessTest {};

TEST_F(UpstreamTest, WaitsForWhatItDependsOnAndDoesNotCountThat) {
  spec.restart.limit = 0;
  missing = "pg/server";
  will({.lifetime = 1s, .exit = {.code = 1}});
  will({});
  start();
  world.clock.after(60s, [this] { missing.clear(); });
  world.clock.run();
  EXPECT_EQ(told<ProcessFailed>().size(), 0U);
  ASSERT_EQ(told<ProcessBackingOff>().size(), 1U);
  EXPECT_EQ(told<ProcessBackingOff>()[0].error->code(), ErrorCode::upstream_down);
  EXPECT_EQ(told<ProcessBackingOff>()[0].error->why(), "pg/server is not ready");
  ASSERT_EQ(world.processes.spawned_at.size(), 2U);
  EXPECT_GE(world.processes.spawned_at[1], 60s);
  EXPECT_LE(world.processes.spawned_at[1], 60s + 250ms);
}

TEST_F(UpstreamTest, CanBeStoppedWhileItWaits) {
  missing = "pg/server";
  will({.lifetime = 1s, .exit = {.code = 1}});
  start();
  stop_after(10s);
  world.clock.run();
  EXPECT_EQ(told<ProcessStopped>().size(), 1U);
  EXPECT_TRUE(keeper().done().is_set());
}

TEST_F(UpstreamTest, StartsAnewWhenItIsAskedTo) {
  will({.ends_after = {{SIGTERM, 1s}}});
  will({});
  start();
  world.clock.after(5s, [this] { keeper().ask_to_restart("pg/server was restarted"); });
  world.clock.run();
  ASSERT_EQ(told<ProcessBackingOff>().size(), 1U);
  EXPECT_EQ(told<ProcessBackingOff>()[0].error->why(), "pg/server was restarted");
  EXPECT_EQ(told<ProcessBackingOff>()[0].restart, 0) << "it is no failure";
  EXPECT_EQ(told<ProcessReady>().size(), 2U);
}

TEST_F(UpstreamTest, OneThatEndedWhileNobodyWatchedWaitsToo) {
  missing = "pg/server";
  will({});
  start(Adopted{nullptr, true, 2});
  world.clock.after(3s, [this] { missing.clear(); });
  world.clock.run();
  ASSERT_EQ(world.processes.spawned_at.size(), 1U);
  EXPECT_GE(world.processes.spawned_at[0], 3s);
}

}  // namespace
}  // namespace stackup::testing
