#include "stackup/store/run_directory.h"

#include "tests/event/random_events.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temporary_directory.h"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class RunDirectoryTest : public ::testing::Test {
 protected:
  FakeClock clock;
  TemporaryDirectory workspace;
  RunDirectory directory{workspace.path() / ".stackup"};
};

TEST_F(RunDirectoryTest, IsEmptyAtFirst) {
  EXPECT_TRUE(directory.runs().empty());
  EXPECT_EQ(directory.load(), RunState{});
}

TEST_F(RunDirectoryTest, LaterRunsComeLaterWhateverTheyDid) {
  EXPECT_TRUE(directory.begin_run(clock).value()->emit(StepFinished{"a/x", "old", {}, 0s}));
  clock.run_for(2s);
  EXPECT_TRUE(directory.begin_run(clock).value()->emit(StepFinished{"a/x", "new", {}, 0s}));
  ASSERT_EQ(directory.runs().size(), 2U);
  RunState expected;
  expected.done["a/x"] = {"new", {}, WallTime(2s), 0s};
  EXPECT_EQ(directory.load(), expected);
}

TEST_F(RunDirectoryTest, KnowsWhatTheSupervisorWrote) {
  EXPECT_TRUE(Journal::open(directory.process_journal(), Durability::written, clock).value()->emit(ProcessStarting{"a/w", "d"}));
  EXPECT_EQ(directory.load().processes.at("a/w").state, ProcessState::starting);
}

TEST_F(RunDirectoryTest, ASecondCommandIsToldWhoIsAtWork) {
  const auto first = directory.lock("up");
  ASSERT_TRUE(first.has_value());
  const auto second = directory.lock("down");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), Error(ErrorCode::workspace_busy, "another stackup command is at work in this workspace")
                                .because("stackup up, pid " + std::to_string(getpid()))
                                .try_("wait for it to end, or stop it with Ctrl-C where it runs"));
}

class FoldedRunsTest : public RunDirectoryTest {
 protected:
  FoldedRunsTest() { directory = RunDirectory(workspace.path() / ".stackup", {.most_runs = 4, .most_bytes = 1 << 20, .kept_runs = 2}); }

  void run(const std::vector<TimedEvent>& events) {
    const auto journal = directory.begin_run(clock).value();
    EXPECT_TRUE(journal->append(events));
    clock.run_for(1s);
  }
  void run_of(const std::string& step) { run({{WallTime{}, RunStarted{"up", {}, "1"}}, {WallTime{}, StepFinished{step, "d", {}, 1s}}, {WallTime{}, RunFinished{}}}); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(workspace.path() / ".stackup/runs")) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string id(int second) const { return "19700101T00000" + std::to_string(second) + "000-" + std::to_string(getpid()); }
};

TEST_F(FoldedRunsTest, TheOlderOnesBecomeOneJournal) {
  for (int i = 0; i < 5; ++i) run_of("a/s" + std::to_string(i));
  EXPECT_EQ(files().size(), 5U);
  const auto before = directory.load();
  const auto journal = directory.begin_run(clock);
  EXPECT_EQ(files(), (std::vector<std::string>{id(2) + ".base.jsonl", id(3) + ".jsonl", id(4) + ".jsonl", id(5) + ".jsonl"}));
  EXPECT_EQ(directory.runs().size(), 3U);
  EXPECT_EQ(directory.load(), before);
}

TEST_F(FoldedRunsTest, FoldLikeAllOfThemWhateverHappened) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    const TemporaryDirectory place;
    directory = RunDirectory(place.path(), {.most_runs = 4, .most_bytes = 1 << 20, .kept_runs = 2});
    RunState expected;
    for (int i = 0; i < 9; ++i) {
      const auto events = RandomEvents(seed * 100 + static_cast<unsigned>(i)).runs(20);
      for (const auto& event : events) expected = apply(std::move(expected), event.event, event.at);
      run(events);
      ASSERT_EQ(directory.load(), expected) << "seed " << seed << ", run " << i;
    }
    ASSERT_LE(directory.runs().size(), 5U);
  }
}

TEST_F(FoldedRunsTest, WhatAKillLeftOfThemDoesNotCountAndGoesNextTime) {
  for (int i = 0; i < 3; ++i) run_of("a/s" + std::to_string(i));
  const auto old = workspace.path() / ".stackup/runs" / (id(0) + ".jsonl");
  const auto aside = workspace.path() / "aside";
  std::filesystem::copy_file(old, aside);
  run({{WallTime{}, StepForgotten{"a/s0", "gone"}}});
  run_of("a/s4");
  run_of("a/s5");
  const auto before = directory.load();
  EXPECT_FALSE(before.done.contains("a/s0"));
  std::filesystem::copy_file(aside, old);
  EXPECT_EQ(directory.load(), before);
  for (int i = 0; i < 3; ++i) run_of("a/s5");
  EXPECT_FALSE(std::filesystem::exists(old));
}

TEST_F(FoldedRunsTest, ManyBytesAreAsGoodAReasonAsManyRuns) {
  directory = RunDirectory(workspace.path() / ".stackup", {.most_runs = 100, .most_bytes = 1000, .kept_runs = 20});
  for (int i = 0; i < 20; ++i) run_of("a/s");
  EXPECT_LT(files().size(), 8U);
  EXPECT_EQ(directory.load().done.size(), 1U);
}

TEST_F(FoldedRunsTest, ARunAfterTheClockWasSetBackIsTheLatestAllTheSame) {
  clock.run_for(1h);
  for (int i = 0; i < 6; ++i) run_of("a/s" + std::to_string(i));
  FakeClock earlier;
  EXPECT_TRUE(directory.begin_run(earlier).value()->emit(StepForgotten{"a/s5", "gone"}));
  EXPECT_FALSE(directory.load().done.contains("a/s5"));
  EXPECT_TRUE(directory.load().done.contains("a/s4"));
}

TEST_F(FoldedRunsTest, ATornTailOfOneDoesNotSwallowTheNext) {
  run_of("a/s0");
  std::ofstream(directory.runs().back(), std::ios::app) << R"({"v":1,"t":0,"ki)";
  for (int i = 1; i < 6; ++i) run_of("a/s" + std::to_string(i));
  EXPECT_EQ(directory.load().done.size(), 6U);
}

}  // namespace
}  // namespace stackup::testing
