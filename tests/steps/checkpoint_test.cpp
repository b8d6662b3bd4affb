#include "stackup/snapshot/snapshots.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class CheckpointTest : public StepTest {
 protected:
  CheckpointTest() {
    step.id = "checkpoint";
    step.rests_on = {"db/init", "shop/migrate"};
    step.spec = CheckpointStep{"/w/.stackup", {{"db", "/w/.stackup/data/db", SnapshotRule::freeze}}, {"postgresql"}};
    world.files.texts["/w/.stackup/data/db/rows"] = "1 2 3";
    state.done["db/init"] = {"d1", {{"data", "yes"}}, {}, 3ms};
    state.done["shop/migrate"] = {"d2", {}, {}, 4ms};
  }

  Snapshots snapshots{"/w/.stackup", world.files};
};

TEST_F(CheckpointTest, KeepsTheDataAndWhatWasDoneToIt) {
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{{"kept", "yes"}}));
  const auto kept = snapshots.find(std::string(first_start));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->steps, (std::vector<StepFinished>{{"db/init", "d1", {{"data", "yes"}}, 3ms}, {"shop/migrate", "d2", {}, 4ms}}));
  EXPECT_EQ(kept->packages, (std::map<std::string, std::string>{{"postgresql", "1.0-1"}}));
  EXPECT_EQ(world.files.texts.at(snapshots.data(kept->name, "db") / "rows"), "1 2 3");
}

TEST_F(CheckpointTest, KeepsNothingOfWhatSomebodyMayHaveWorkedWith) {
  state.things.insert({data_in_use, "/w"});
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{{"kept", "no"}}));
  EXPECT_TRUE(snapshots.all().empty());
  EXPECT_TRUE(world.supervision.asked.empty());
}

TEST_F(CheckpointTest, DoesWithoutWhenItCannotBeKept) {
  world.files.free = 1;
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{{"kept", "no"}}));
  ASSERT_EQ(events.list.size(), 1U);
  const auto* notice = std::get_if<Notice>(&events.list[0]);
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->text, "no checkpoint was kept, so `stackup reset --data` will make the data anew: there is no room for the snapshot first-start (the data takes 0.0 MB, and 0.0 MB are free)");
}

TEST_F(CheckpointTest, IsRemovedWithItsData) {
  EXPECT_TRUE(apply());
  EXPECT_TRUE(undo());
  EXPECT_TRUE(snapshots.all().empty());
}

}  // namespace
}  // namespace stackup::testing
