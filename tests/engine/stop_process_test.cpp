#include "stackup/engine/stop_process.h"

#include "tests/fakes/fake_world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;
using Sent = FakeProcesses::Sent;

class StopProcessTest : public ::testing::Test {
 protected:
  void stop(ScriptedProcess script) {
    world.processes.adoptable[7] = std::move(script);
    process = world.processes.adopt({7, 1, "boot"}, {});
    world.clock.start(stop_process(*process, policy, world.clock));
    world.clock.run();
  }
  /// Signals, without the exact moment: the pauses between looks are not promised.
  std::vector<std::pair<int, bool>> sent() const {
    std::vector<std::pair<int, bool>> all;
    for (const auto& one : world.processes.signals) all.emplace_back(one.signal, one.to_tree);
    return all;
  }

  FakeWorld world;
  StopPolicy policy;
  std::unique_ptr<Process> process;
};

TEST_F(StopProcessTest, OneSignalIsEnoughForAProcessThatObeys) {
  policy.signal = SIGINT;
  stop({.ends_after = {{SIGINT, 3s}}});
  EXPECT_EQ(world.processes.signals, (std::vector<Sent>{{7, SIGINT, false, 0s}}));
  EXPECT_FALSE(process->is_alive());
  EXPECT_LE(world.clock.elapsed(), 3s + 50ms);
}

TEST_F(StopProcessTest, KillsTheTreeAfterTheGrace) {
  policy.grace = 1s;
  stop({.ends_after = {{SIGKILL, 0s}}, .survivors = {8}, .survivors_end_on = {SIGKILL}});
  EXPECT_EQ(sent(), (std::vector<std::pair<int, bool>>{{SIGTERM, false}, {SIGKILL, true}}));
  EXPECT_TRUE(process->survivors().empty());
  EXPECT_GE(world.clock.elapsed(), 1s);
}

TEST_F(StopProcessTest, AsksWhatOutlivedTheMainProcessBeforeItKills) {
  stop({.survivors = {8}, .survivors_end_on = {SIGKILL}});
  EXPECT_EQ(sent(), (std::vector<std::pair<int, bool>>{{SIGTERM, false}, {SIGTERM, true}, {SIGKILL, true}}));
  EXPECT_TRUE(process->survivors().empty());
  EXPECT_GE(world.clock.elapsed(), 2s);
  EXPECT_LT(world.clock.elapsed(), 3s);
}

TEST_F(StopProcessTest, KillsAgainWhatWasForkedWhileItKilled) {
  policy.grace = 1s;
  stop({.ends_after = {{SIGKILL, 100ms}}});  // stands for a tree whose members come and go until then
  EXPECT_TRUE(process->survivors().empty());
  const auto all = sent();
  EXPECT_EQ(all.front(), (std::pair{SIGTERM, false}));
  EXPECT_GE(std::count(all.begin(), all.end(), std::pair{SIGKILL, true}), 3);
}

TEST_F(StopProcessTest, DoesNotWaitForEverForAProcessThatIsStuckInTheKernel) {
  policy.grace = 1s;
  stop({.ends_after = {}});
  EXPECT_TRUE(process->is_alive());
  EXPECT_EQ(sent().front(), (std::pair{SIGTERM, false}));
  EXPECT_EQ(sent().back(), (std::pair{SIGKILL, true}));
  EXPECT_LT(world.clock.elapsed(), 10s);
}

}  // namespace
}  // namespace stackup::testing
