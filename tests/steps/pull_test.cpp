#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

class PullTest : public StepTest {
 protected:
  PullTest() {
    CheckoutRequest request;
    request.url = request.fetch_url = "https://git.example.org/shop.git";
    request.directory = "/w/src/shop";
    step.id = "shop/pull";
    step.unit = "shop";
    step.spec = PullStep{request};
  }
};

TEST_F(PullTest, TellsWhichCommitsItMovedBetween) {
  world.repositories.updated = {"0123456789abcdef", "fedcba9876543210", ""};
  EXPECT_EQ(apply(), (Result<Outputs>(Outputs{{"commit", "fedcba9876543210"}})));
  EXPECT_EQ(events.list, (std::vector<Event>{Notice{"shop: 0123456789 → fedcba9876"}}));
}

TEST_F(PullTest, SaysNothingWhenThereIsNothingNew) {
  world.repositories.updated = {"0123456789abcdef", "0123456789abcdef", ""};
  EXPECT_TRUE(apply().has_value());
  EXPECT_TRUE(events.list.empty());
}

TEST_F(PullTest, SaysWhyACheckoutWasLeftAsItIs) {
  world.repositories.updated = {"0123", "0123", "goods.txt has changes that are not committed"};
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(events.list, (std::vector<Event>{Notice{"shop: fetched, but the checkout was left as it is: goods.txt has changes that are not committed"}}));
}

TEST_F(PullTest, TellsObjectsOnTheWay) {
  world.repositories.news = {{12, 0, 0, 0, 0}};
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(events.list, (std::vector<Event>{StepProgress{"shop/pull", -1, "12 objects"}}));
}

TEST_F(PullTest, ContactsNobodyForACloneOfTheUsersOwn) {
  step.spec = PullStep{};
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  EXPECT_EQ(world.repositories.updates, 0);
}

TEST_F(PullTest, HandsTheCauseOfAFailureOn) {
  const Error gone(ErrorCode::fetch_failed, "the server is gone");
  world.repositories.failure = gone;
  EXPECT_EQ(failure_of(apply()), gone);
}

}  // namespace
}  // namespace stackup::testing
