#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class RunStepTest : public StepTest {
 protected:
  RunStepTest() {
    step.id = "db/init";
    run.program.arguments = {"initdb"};
    run.log = "/w/logs/db.log";
    run.timeout = 10s;
    step.spec = run;
    world.processes.runs["initdb"] = {ScriptedRun{}};
  }
  void per_data() {
    run.data = "/w/data/db";
    step.spec = run;
  }

  RunStep run;
};

TEST_F(RunStepTest, RunsItsCommandWithItsLogAndTimeout) {
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  ASSERT_EQ(world.processes.run_requests.size(), 1U);
  EXPECT_EQ(world.processes.run_requests[0].program, run.program);
  EXPECT_EQ(world.processes.run_requests[0].log, run.log);
  EXPECT_EQ(world.processes.run_requests[0].timeout, 10s);
  EXPECT_TRUE(events.list.empty());
}

TEST_F(RunStepTest, ShowsWhatTheCommandPrints) {
  world.processes.runs["initdb"] = {ScriptedRun{.lines = {"one", "two"}}};
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(events.list, (std::vector<Event>{StepProgress{"db/init", -1, "one"}, StepProgress{"db/init", -1, "two"}}));
}

TEST_F(RunStepTest, AFailureTellsTheExitTheCommandAndTheLastLines) {
  world.processes.runs["initdb"] = {ScriptedRun{.lines = {"no room"}, .exit = {.code = 2}}};
  EXPECT_EQ(apply().error(), Error(ErrorCode::step_failed, "db/init failed").because("exit code 2 of: initdb").log("/w/logs/db.log", {"no room"}));
}

TEST_F(RunStepTest, ACommandThatTakesTooLongIsToldApart) {
  world.processes.runs["initdb"] = {ScriptedRun{.lines = {"waiting"}, .exit = {.signal = 15}, .timed_out = true}};
  EXPECT_EQ(apply().error(), Error(ErrorCode::step_timeout, "db/init took longer than 10.0 s").because("the command was stopped: initdb").log("/w/logs/db.log", {"waiting"}));
}

TEST_F(RunStepTest, AnAnswerThatIsNotExpectedIsAFailure) {
  run.expect = {Expectation::Kind::exact, "42"};
  step.spec = run;
  world.processes.runs["initdb"] = {ScriptedRun{.lines = {"41"}}};
  EXPECT_EQ(apply().error(), Error(ErrorCode::unexpected_output, "db/init gave an unexpected answer").because("expected exactly '42', got '41'").log("/w/logs/db.log", {"41"}));
}

TEST_F(RunStepTest, DataIsHalfMadeUntilItsStepIsDone) {
  per_data();
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  const std::string data = "/w/data/db";
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"half-made data", data, "db/init"}, ThingMade{"data", data, "db/init"}, ThingRemoved{"half-made data", data}}));
}

TEST_F(RunStepTest, WhatIsThereAlreadyIsNotItsOwn) {  // another step of the unit may have made it, or a process that runs
  per_data();
  world.files.texts["/w/data/db/PG_VERSION"] = "15";
  world.processes.runs["initdb"] = {ScriptedRun{.exit = {.code = 2}}};
  EXPECT_FALSE(apply().has_value());
  EXPECT_TRUE(events.list.empty());
  EXPECT_TRUE(world.files.removed_trees.empty());
}

TEST_F(RunStepTest, DataThatIsGoneIsMissedOnlyByTheStepThatFilledIt) {
  per_data();
  state.things.insert({"data", "/w/data/db"});
  state.done["db/init"] = {};
  EXPECT_EQ(probe(), std::nullopt);
  state.done["db/init"].outputs = {{"data", "yes"}};
  EXPECT_EQ(probe(), "its data directory is gone or empty");
  world.files.texts["/w/data/db/PG_VERSION"] = "15";
  EXPECT_EQ(probe(), std::nullopt);
}

}  // namespace
}  // namespace stackup::testing
