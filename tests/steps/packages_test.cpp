#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

class PackagesTest : public StepTest {
 protected:
  PackagesTest() {
    step.id = "packages";
    step.spec = PackagesStep{{"redis-server", "git", "postgresql"}};
    world.packages.absent = {"redis-server", "postgresql"};
  }
};

TEST_F(PackagesTest, InstallsWhatIsMissingInOneTransactionAndNotesWhatIsNew) {
  EXPECT_EQ(probe(), "packages are missing");
  EXPECT_EQ(apply(), (Result<Outputs>(Outputs{{"new", "2"}})));
  EXPECT_EQ(world.packages.installs, (std::vector<std::vector<std::string>>{{"redis-server", "postgresql"}}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"package", "redis-server", "packages"}, ThingMade{"package", "postgresql", "packages"}}));
  EXPECT_EQ(probe(), std::nullopt);
  EXPECT_TRUE(verify().has_value());
}

TEST_F(PackagesTest, NeedsNoRootWhenEverythingIsThere) {
  world.packages.absent.clear();
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  EXPECT_TRUE(world.packages.installs.empty());
  EXPECT_TRUE(kind_of(step.spec).describe(step, ports).root_command.empty());
}

TEST_F(PackagesTest, ShowsTheRootActionBeforeItIsDone) {
  const auto description = kind_of(step.spec).describe(step, ports);
  EXPECT_EQ(description.root_command, (std::vector<std::string>{"install", "redis-server", "postgresql"}));
  EXPECT_EQ(description.details, "script");
}

TEST_F(PackagesTest, TellsProgressAndWhoIsAsked) {
  world.packages.news = {{-1, "Waiting for your password", true}, {40, "Unpacking redis-server"}};
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(events.list.at(0), Event(StepProgress{"packages", -1, "Waiting for your password", true}));
  EXPECT_EQ(events.list.at(1), Event(StepProgress{"packages", 0.4, "Unpacking redis-server"}));
}

TEST_F(PackagesTest, VerifiesWithFreshEyes) {
  world.packages.stubborn = {"postgresql"};
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(failure_of(verify()), Error(ErrorCode::package_failed, "postgresql is still not installed"));
}

TEST_F(PackagesTest, HandsTheCauseOfAFailureOn) {
  const Error locked(ErrorCode::package_lock, "apt is using the package manager");
  world.packages.install_failure = locked;
  EXPECT_EQ(failure_of(apply()), locked);
  EXPECT_TRUE(events.list.empty());
}

}  // namespace
}  // namespace stackup::testing
