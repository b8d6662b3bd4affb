#include "stackup/event/run_state.h"

#include "tests/event/expect_valid.h"
#include "tests/event/random_events.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

WallTime at(int ms) { return WallTime(std::chrono::milliseconds(ms)); }

RunState fold(const std::vector<Event>& events, RunState state = {}) {
  int time = 0;
  for (const auto& event : events) state = apply(std::move(state), event, at(++time));
  return state;
}

PlanMade plan_of(const std::string& id, bool redo) { return {{{id, "api", "install", "not done yet", redo}}, 0}; }

TEST(RunState, AStepThatFinishedIsDone) {
  const auto state = fold({StepStarted{"api/install"}, StepFinished{"api/install", "d1", {{"commit", "1"}}, 5s}});
  RunState expected;
  expected.done["api/install"] = {"d1", {{"commit", "1"}}, at(2), 5s};
  EXPECT_EQ(state, expected);
}

TEST(RunState, AStepThatBeganAndDidNotEndIsUnfinishedAndNoLongerDone) {
  const auto state = fold({StepFinished{"api/install", "d1", {}, 5s}, StepStarted{"api/install"}});
  RunState expected;
  expected.unfinished = {"api/install"};
  EXPECT_EQ(state, expected);
}

TEST(RunState, AFailedStepIsNeitherDoneNorUnfinished) {
  const auto state = fold({StepFinished{"api/install", "d1", {}, 5s}, StepStarted{"api/install"}, StepFailed{"api/install", sample_error(), 1s}});
  EXPECT_EQ(state, RunState{});
}

TEST(RunState, AnUnchangedStepThatIsSkippedStaysDone) {
  const auto done = fold({StepFinished{"api/install", "d1", {}, 5s}});
  EXPECT_EQ(fold({StepSkipped{"api/install", "nothing changed"}}, done), done);
}

TEST(RunState, AForgottenStepIsAsIfItHadNeverBeenDone) {
  EXPECT_EQ(fold({StepFinished{"a/x", "d", {}, 1s}, StepStarted{"a/y"}, StepForgotten{"a/x", "gone"}, StepForgotten{"a/y", "gone"}}), RunState{});
}

TEST(RunState, APlanEndsTheRecordsOfTheStepsThatItDoesAgain) {
  const auto state = fold({StepFinished{"api/install", "d1", {}, 5s}, RunStarted{"up", {}, "1"}, plan_of("api/install", true)});
  EXPECT_FALSE(state.done.contains("api/install"));
}

TEST(RunState, APlanKeepsTheRecordsOfTheStepsThatItOnlyChecks) {
  const auto state = fold({StepFinished{"api/install", "d1", {}, 5s}, RunStarted{"up", {}, "1"}, plan_of("api/install", false)});
  EXPECT_TRUE(state.done.contains("api/install"));
}

TEST(RunState, TheViewOfTheRunFollowsItsSteps) {
  auto state = fold({RunStarted{"up", {"api"}, "1"}, plan_of("api/install", true)});
  StepView view{{"api/install", "api", "install", "not done yet", true}, StepPhase::waiting, at(2), {}, -1, "", std::nullopt};
  RunView expected{{"up", {"api"}, "1"}, at(1), {view}, 0, std::nullopt};
  EXPECT_EQ(state.run, expected);

  state = apply(std::move(state), StepStarted{"api/install"}, at(3));
  view.phase = StepPhase::running;
  view.since = at(3);
  expected.steps = {view};
  EXPECT_EQ(state.run, expected);

  state = apply(std::move(state), StepProgress{"api/install", 0.25, "a quarter"}, at(4));
  view.fraction = 0.25;
  view.text = "a quarter";
  expected.steps = {view};
  EXPECT_EQ(state.run, expected);

  state = apply(std::move(state), StepFailed{"api/install", sample_error(), 2s}, at(5));
  view.phase = StepPhase::failed;
  view.since = at(5);
  view.took = 2s;
  view.error = sample_error();
  expected.steps = {view};
  EXPECT_EQ(state.run, expected);

  state = apply(std::move(state), RunFinished{RunOutcomeKind::failed, 4s}, at(6));
  expected.finished = RunFinished{RunOutcomeKind::failed, 4s};
  EXPECT_EQ(state.run, expected);
}

TEST(RunState, ANewRunReplacesTheViewOfTheLastOne) {
  const auto state = fold({RunStarted{"up", {}, "1"}, plan_of("api/install", true), RunFinished{}, RunStarted{"down", {}, "1"}});
  EXPECT_EQ(state.run, (RunView{{"down", {}, "1"}, at(4), {}, 0, std::nullopt}));
}

TEST(RunState, ThingsAndPortsAreKeptUntilTheyAreRemovedOrReplaced) {
  const auto state = fold({ThingMade{"file", "/a", "s"}, ThingMade{"file", "/b", "s"}, ThingRemoved{"file", "/a"}, PortKept{"db", "sql", 1, ""}, PortKept{"db", "sql", 2, ""}});
  RunState expected;
  expected.things = {{"file", "/b"}};
  expected.ports[{"db", "sql"}] = 2;
  EXPECT_EQ(state, expected);
}

TEST(RunState, AProcessFollowsItsEvents) {
  const ProcessIdentity who{7, 8, "boot"};
  auto state = fold({ProcessStarting{"a/w", "d"}, ProcessStarted{"a/w", who}, ProcessReady{"a/w", 1s}});
  ProcessRecord expected{ProcessState::ready, who, "d", at(3), 0, "", std::nullopt};
  EXPECT_EQ(state.processes, (std::map<std::string, ProcessRecord>{{"a/w", expected}}));

  state = apply(std::move(state), ProcessExited{"a/w", {3, 0, true}}, at(4));
  EXPECT_EQ(state.processes.at("a/w").now(), ProcessState::backing_off) << "what has ended is not ready, also while what it left behind is being stopped";
  state = apply(std::move(state), ProcessBackingOff{"a/w", 500ms, 2}, at(5));
  expected = {ProcessState::backing_off, {}, "d", at(5), 2, "exit code 3", std::nullopt};
  EXPECT_EQ(state.processes.at("a/w"), expected);

  state = apply(std::move(state), ProcessFailed{"a/w", sample_error()}, at(6));
  expected.state = ProcessState::failed;
  expected.since = at(6);
  expected.error = sample_error();
  EXPECT_EQ(state.processes.at("a/w"), expected);

  state = apply(std::move(state), ProcessStarting{"a/w", "d2"}, at(7));
  EXPECT_EQ(state.processes.at("a/w").error, std::nullopt);
  EXPECT_EQ(state.processes.at("a/w").digest, "d2");

  state = apply(std::move(state), ProcessStopping{"a/w"}, at(8));
  EXPECT_EQ(state.processes.at("a/w").state, ProcessState::stopping);
  state = apply(std::move(state), ProcessStopped{"a/w"}, at(9));
  expected = {ProcessState::stopped, {}, "d2", at(9), 0, "", std::nullopt};
  EXPECT_EQ(state.processes.at("a/w"), expected);
}

TEST(RunState, TheFoldOfAnyBeginningOfAJournalIsValid) {
  for (unsigned seed = 0; seed < 200 && !::testing::Test::HasFailure(); ++seed) {
    RunState state;
    for (const auto& event : RandomEvents(seed).history(200)) {
      state = apply(std::move(state), event.event, event.at);
      expect_valid(state);
    }
    EXPECT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
}

TEST(RunState, EventsInAnyOrderNeverMakeAStepDoneAndUnfinished) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    RunState state;
    for (const auto& event : RandomEvents(seed).anything(100)) {
      state = apply(std::move(state), event.event, event.at);
      for (const auto& [id, record] : state.done) ASSERT_FALSE(state.unfinished.contains(id)) << id << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace stackup::testing
