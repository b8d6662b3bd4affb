#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using Words = std::vector<std::vector<std::string>>;

OfferAction action(const std::string& program) {
  OfferAction made;
  made.program.arguments = {program};
  return made;
}

class ClaimTest : public StepTest {
 protected:
  ClaimTest() {
    step.id = "shop/need.db";
    ClaimStep claim;
    claim.probe = action("probe");
    claim.create = action("create");
    claim.drop = action("drop");
    step.spec = claim;
    for (const char* name : {"probe", "create", "drop", "reset"}) world.processes.runs[name] = {ScriptedRun{}};
  }
};

TEST_F(ClaimTest, MakesTheThingAndLooksWhetherItIsThere) {
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  EXPECT_EQ(failure_of(verify()), std::nullopt);
  EXPECT_EQ(commands(), (Words{{"create"}, {"probe"}}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"claim", "shop/need.db", "shop/need.db"}}));
}

TEST_F(ClaimTest, AFailureIsTheClaimsOwn) {
  world.processes.runs["create"] = {ScriptedRun{.lines = {"permission denied"}, .exit = {.code = 1}}};
  EXPECT_EQ(apply().error(), Error(ErrorCode::claim_failed, "shop/need.db failed").because("exit code 1 of: create").log("", {"permission denied"}));
}

TEST_F(ClaimTest, UndoDropsIt) {
  EXPECT_EQ(failure_of(undo()), std::nullopt);
  EXPECT_EQ(commands(), (Words{{"drop"}}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingRemoved{"claim", "shop/need.db"}}));
}

TEST_F(ClaimTest, ResetPrefersItsOwnActionToDropping) {
  EXPECT_EQ(failure_of(world.clock.finish(reset_claim(step, context()))), std::nullopt);
  std::get<ClaimStep>(step.spec).reset = action("reset");
  EXPECT_EQ(failure_of(world.clock.finish(reset_claim(step, context()))), std::nullopt);
  EXPECT_EQ(commands(), (Words{{"drop"}, {"reset"}}));
}

}  // namespace
}  // namespace stackup::testing
