#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class AnswersTest : public StepTest {
 protected:
  AnswersTest() {
    step.id = "postgresql/answers";
    step.unit = "postgresql";
    step.spec = AnswersStep{"db.example.org", {5432, 5433}, 30s};
  }
  const Error refused = Error(ErrorCode::not_ready, "no").because("Connection refused");
};

TEST_F(AnswersTest, AsksEachPortOfTheExternalService) {
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  ASSERT_EQ(world.network.asked.size(), 2U);
  EXPECT_EQ(world.network.asked[0].what, "db.example.org:5432");
  EXPECT_EQ(world.network.asked[1].what, "db.example.org:5433");
}

TEST_F(AnswersTest, WaitsForOneThatIsStillStarting) {
  world.network.connects = {fail(refused), fail(refused), fail(refused), Result<void>{}};
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  EXPECT_EQ(world.clock.elapsed(), 10ms + 20ms + 40ms);
}

TEST_F(AnswersTest, GivesUpAtItsTimeoutWithTheCause) {
  world.network.connects = {fail(refused)};
  const auto failure = failure_of(apply());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what(), "the external postgresql does not answer at db.example.org:5432");
  EXPECT_EQ(failure->why(), "Connection refused");
  EXPECT_GE(world.clock.elapsed(), 30s);
  EXPECT_LT(world.clock.elapsed(), 33s);
}

}  // namespace
}  // namespace stackup::testing
