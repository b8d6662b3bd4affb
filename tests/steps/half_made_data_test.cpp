#include "stackup/steps/half_made_data.h"

#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

class HalfMadeDataTest : public StepTest {
 protected:
  HalfMadeDataTest() {
    RunStep run;
    run.data = "/w/data/db";
    step.id = "db/init";
    step.unit = "db";
    step.spec = run;
    world.files.texts["/w/data/db/PG_VERSION"] = "15";
    state.things.insert({"half-made data", "/w/data/db"});
  }
  std::optional<Error> clear(Decision decision = Decision::run) {
    Plan plan;
    plan.actions.push_back({step, decision, "because", ""});
    return failure_of(world.clock.finish(clear_half_made_data(plan, context())));
  }
};

TEST_F(HalfMadeDataTest, WhatAnEarlierAttemptLeftIsCleared) {
  EXPECT_EQ(clear(), std::nullopt);
  EXPECT_EQ(world.files.removed_trees, (std::vector<std::filesystem::path>{"/w/data/db"}));
  EXPECT_TRUE(world.files.directories.contains("/w/data/db"));
}

TEST_F(HalfMadeDataTest, DataThatAStepHasFinishedIsNever) {
  state.things.insert({"data", "/w/data/db"});
  EXPECT_EQ(clear(), std::nullopt);
  EXPECT_TRUE(world.files.removed_trees.empty());
}

TEST_F(HalfMadeDataTest, NorWhatTheJournalDoesNotKnow) {
  state.things.clear();
  EXPECT_EQ(clear(), std::nullopt);
  EXPECT_TRUE(world.files.removed_trees.empty());
}

TEST_F(HalfMadeDataTest, NorWhatAProcessUses) {
  ProcessStatus server;
  server.unit = "db";
  server.pid = 7;
  world.supervision.processes = {server};
  EXPECT_EQ(clear(), std::nullopt);
  EXPECT_TRUE(world.files.removed_trees.empty());
}

TEST_F(HalfMadeDataTest, NorThatOfStepsWithNothingToDo) {
  EXPECT_EQ(clear(Decision::up_to_date), std::nullopt);
  EXPECT_TRUE(world.files.removed_trees.empty());
}

}  // namespace
}  // namespace stackup::testing
