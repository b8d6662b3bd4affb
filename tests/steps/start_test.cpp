#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

class StartTest : public StepTest {};

TEST_F(StartTest, HandsTheProcessOverWithItsDigestAndTheNewestPrograms) {
  world.files.matching["/opt/*/bin"] = {"/opt/1/bin", "/opt/2/bin"};
  ProcessSpec spec;
  spec.id = "api/web";
  spec.program.environment["PATH"] = "/opt/*/bin:/bin";
  step.spec = StartStep{spec};
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  spec.program.environment["PATH"] = "/opt/2/bin:/bin";
  spec.digest = "digest";
  EXPECT_EQ(world.supervision.started, (std::vector<ProcessSpec>{spec}));
  EXPECT_EQ(failure_of(undo()), std::nullopt);
  EXPECT_EQ(world.supervision.asked, (std::vector<std::string>{"start api/web", "stop api/web"}));
}

}  // namespace
}  // namespace stackup::testing
