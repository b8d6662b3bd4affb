#include "stackup/engine/execute.h"

#include "tests/fakes/fake_world.h"
#include "tests/fakes/recording_events.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

using Strings = std::vector<std::string>;

class ExecuteTest : public ::testing::Test {
 protected:
  /// A step whose command has its own id as its name.
  Step& add(const std::string& id, Strings after = {}, Decision decision = Decision::run, Duration takes = 1s) {
    Step step;
    step.id = id;
    step.after = std::move(after);
    step.spec_digest = "spec of " + id;
    RunStep run;
    run.program.arguments = {id};
    step.spec = run;
    world.processes.runs[id] = {ScriptedRun{.takes = takes}};
    plan.actions.push_back({step, decision, "because", ""});
    return plan.actions.back().step;
  }
  void add_ready(const std::string& id) {
    add(id).spec = ReadyStep{id};
  }

  Execution execute_all() {
    world.clock.start(note_result());
    world.clock.run();
    EXPECT_TRUE(result.has_value()) << "it still waits";
    return result.value_or(Execution{});
  }
  Strings failed() const {
    Strings ids;
    for (const auto& one : result->failed) ids.push_back(one.id);
    return ids;
  }

  /// What was told of the steps, in short.
  Strings told() const {
    Strings all;
    for (const auto& event : events.list) {
      if (const auto* e = std::get_if<StepStarted>(&event)) all.push_back("started " + e->id);
      if (const auto* e = std::get_if<StepFinished>(&event)) all.push_back("finished " + e->id);
      if (const auto* e = std::get_if<StepFailed>(&event)) all.push_back("failed " + e->id);
      if (const auto* e = std::get_if<StepSkipped>(&event)) all.push_back("skipped " + e->id + ": " + e->because);
    }
    return all;
  }

  FakeWorld world;
  Ports ports = world.ports();
  RecordingEvents events;
  RunState state;
  Plan plan;
  ExecuteOptions options;
  Flag stop{world.clock.loop().get_executor()};
  std::optional<Execution> result;

 private:
  Task<void> note_result() {
    const StepContext context{ports, events, state, "/w/logs"};
    auto ended = co_await execute(plan, context, options, stop);
    result.emplace(std::move(ended));
  }
};

TEST_F(ExecuteTest, AFailureThatTheRecipeKnowsIsExplained) {
  add("init").known_failures = {{"exit code 3", "the licence has run out", "buy another"}};
  world.processes.runs["init"] = {ScriptedRun{{}, {.code = 3}, {}, false}};
  execute_all();
  ASSERT_EQ(failed(), Strings{"init"});
  EXPECT_EQ(result->failed[0].error.tries(), Strings{"buy another"});
  const auto* told = std::get_if<StepFailed>(&events.list.at(events.list.size() - 1));
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->error, result->failed[0].error);
}

TEST_F(ExecuteTest, AnEmptyPlanIsOverAtOnce) {
  EXPECT_EQ(execute_all().outcome, RunOutcomeKind::ok);
  EXPECT_EQ(events.list, (std::vector<Event>{PlanMade{}}));
}

TEST_F(ExecuteTest, TellsThePlanAndThenEachStep) {
  add("a");
  const auto execution = execute_all();
  ASSERT_EQ(events.list.size(), 3U);
  EXPECT_EQ(events.list[0], Event(PlanMade{{{"a", "", "", "because", true}}, 0}));
  EXPECT_EQ(events.list[1], Event(StepStarted{"a"}));
  const auto& finished = std::get<StepFinished>(events.list[2]);
  EXPECT_EQ(finished, (StepFinished{"a", finished.digest, {}, 1s}));
  EXPECT_FALSE(finished.digest.empty());
  EXPECT_EQ(execution.done, 1);
  EXPECT_EQ(execution.outcome, RunOutcomeKind::ok);
}

TEST_F(ExecuteTest, AStepBeginsWhenWhatItNeedsIsDone) {
  add("a", {}, Decision::run, 3s);
  add("b", {"a"});
  add("c");
  execute_all();
  EXPECT_EQ(told(), (Strings{"started a", "started c", "finished c", "finished a", "started b", "finished b"}));
  EXPECT_EQ(world.clock.elapsed(), 4s);
}

TEST_F(ExecuteTest, RunsNoMoreThanTheJobsThatAreAllowed) {
  options.jobs = 2;
  for (const auto* id : {"a", "b", "c", "d"}) add(id);
  execute_all();
  EXPECT_EQ(told(), (Strings{"started a", "started b", "finished a", "started c", "finished b", "started d", "finished c", "finished d"}));
  EXPECT_EQ(world.clock.elapsed(), 2s);
}

TEST_F(ExecuteTest, WaitingForReadinessIsNoJob) {
  options.jobs = 1;
  for (const auto* id : {"a", "b", "c"}) add_ready(id);
  add("d");
  execute_all();
  EXPECT_THAT(world.supervision.asked, ElementsAre("await_ready a", "await_ready b", "await_ready c"));
  EXPECT_EQ(result->done, 4);
}

TEST_F(ExecuteTest, AFailureSkipsWhatNeedsItAndTheRestGoesOn) {
  add("a");
  add("b", {"a"});
  add("c", {"b"});
  add("d", {}, Decision::run, 2s);
  add("e", {"d"});
  world.processes.runs["a"] = {ScriptedRun{.lines = {}, .exit = {.code = 3}, .takes = 1s}};
  const auto execution = execute_all();
  EXPECT_EQ(told(), (Strings{"started a", "started d", "failed a", "skipped b: a failed", "skipped c: b failed", "finished d", "started e", "finished e"}));
  EXPECT_EQ(execution.outcome, RunOutcomeKind::failed);
  EXPECT_EQ(failed(), (Strings{"a"}));
  EXPECT_EQ(execution.failed[0].error, Error(ErrorCode::step_failed, "a failed").because("exit code 3 of: a").log("", {}));
  EXPECT_EQ(execution.skipped, (std::vector<std::pair<std::string, std::string>>{{"b", "a"}, {"c", "b"}}));
  EXPECT_EQ(execution.done, 2);
}

TEST_F(ExecuteTest, StopCancelsWhatRunsAndBeginsNothingElse) {
  options.jobs = 1;
  add("a", {}, Decision::run, 60s);
  add("b");
  world.clock.after(2s, [this] { stop.set(); });
  const auto execution = execute_all();
  EXPECT_EQ(told(), (Strings{"started a"}));
  EXPECT_EQ(execution.outcome, RunOutcomeKind::interrupted);
  EXPECT_TRUE(execution.failed.empty());
  EXPECT_EQ(world.clock.elapsed(), 2s);
}

TEST_F(ExecuteTest, NothingBeginsWhenItIsStoppedBefore) {
  add("a");
  stop.set();
  EXPECT_EQ(execute_all().outcome, RunOutcomeKind::interrupted);
  EXPECT_TRUE(told().empty());
}

TEST_F(ExecuteTest, AJournalThatIsFullEndsTheRunBeforeAnythingIsDone) {
  add("a");
  events.room = 1;
  const auto execution = execute_all();
  EXPECT_TRUE(world.processes.run_requests.empty());
  EXPECT_EQ(execution.outcome, RunOutcomeKind::failed);
  EXPECT_EQ(failed(), (Strings{"journal"}));
  EXPECT_EQ(execution.failed[0].error.code(), ErrorCode::disk_full);
}

TEST_F(ExecuteTest, AJournalThatBecomesFullLetsNothingElseBegin) {
  add("a");
  add("b", {"a"});
  events.room = 2;
  const auto execution = execute_all();
  EXPECT_EQ(world.processes.run_requests.size(), 1U);
  EXPECT_EQ(execution.done, 0);
  EXPECT_EQ(failed(), (Strings{"journal"}));
}

TEST_F(ExecuteTest, APlanThatCannotBeKeptIsNotBegun) {
  add("a");
  events.room = 0;
  EXPECT_EQ(execute_all().outcome, RunOutcomeKind::failed);
  EXPECT_TRUE(world.processes.run_requests.empty());
}

TEST_F(ExecuteTest, EndsWhatAKilledRunLeftOfAStepBeforeItIsDoneAgain) {
  add("api/install");
  add("api/other");
  state.unfinished = {"api/install"};
  for (const auto* id : {"api/install", "api/other"}) {
    world.processes.adoptable[4711] = {};
    world.processes.marked[mark_of("/w", Marked::step, id).value] = 4711;
  }
  EXPECT_EQ(execute_all().done, 2);
  EXPECT_EQ(world.processes.signals, (std::vector<FakeProcesses::Sent>{{4711, SIGTERM, true, 0s}})) << "the other step was not interrupted";
  EXPECT_EQ(std::count(events.list.begin(), events.list.end(), Event(Notice{"api/install: ended what an earlier run had left of it"})), 1);
  for (const auto& request : world.processes.run_requests) EXPECT_EQ(request.mark, mark_of("/w", Marked::step, request.program.arguments.front()));
}

TEST_F(ExecuteTest, WhatIsUpToDateIsLeftOut) {
  add("a", {}, Decision::up_to_date);
  add("b", {"a"});
  execute_all();
  EXPECT_EQ(told(), (Strings{"started b", "finished b"}));
}

class CheckTest : public ExecuteTest {
 protected:
  /// The digests that a first run of the plan records.
  void done_before() {
    execute_all();
    for (const auto& event : events.list)
      if (const auto* finished = std::get_if<StepFinished>(&event)) state.done[finished->id].digest = finished->digest;
    events.list.clear();
  }
};

TEST_F(CheckTest, SkipsWhatDidNotChangeAfterAll) {
  add("a/pull");
  Step& install = add("a/install", {"a/pull"}, Decision::check);
  install.inputs = {"*.txt"};
  install.source = "/w/a";
  world.files.texts["/w/a/r.txt"] = "one";
  world.files.globs[{"/w/a", "*.txt"}] = {"r.txt"};
  done_before();
  execute_all();
  EXPECT_EQ(told(), (Strings{"started a/pull", "finished a/pull", "skipped a/install: nothing that it depends on changed"}));

  events.list.clear();
  world.files.texts["/w/a/r.txt"] = "two";
  execute_all();
  EXPECT_EQ(told(), (Strings{"started a/pull", "finished a/pull", "started a/install", "finished a/install"}));
}

TEST_F(CheckTest, RunsWhatRestsOnAStepThatWasDoneAgain) {
  add("a/x");
  add("a/y", {"a/x"}, Decision::check).rests_on = {"a/x"};
  done_before();
  execute_all();
  EXPECT_EQ(told(), (Strings{"started a/x", "finished a/x", "started a/y", "finished a/y"}));
}

TEST_F(CheckTest, WhatRestsOnAnUnchangedStepIsUnchangedToo) {
  add("a/x", {}, Decision::check);
  add("a/y", {"a/x"}, Decision::check).rests_on = {"a/x"};
  done_before();
  execute_all();
  EXPECT_EQ(told(), (Strings{"skipped a/x: nothing that it depends on changed", "skipped a/y: nothing that it depends on changed"}));
  EXPECT_EQ(result->done, 0);
}

}  // namespace
}  // namespace stackup::testing
