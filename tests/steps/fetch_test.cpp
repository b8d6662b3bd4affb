#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

class FetchTest : public StepTest {
 protected:
  FetchTest() {
    request.url = "https://git.example.org/shop.git";
    request.fetch_url = request.url;
    request.directory = "/w/src/shop";
    step.id = "shop/fetch";
    step.unit = "shop";
    step.spec = FetchStep{request};
    world.repositories.cloned.commit = "c0ffee";
  }
  void use_in_place() {
    request.url.clear();
    step.spec = FetchStep{request};
  }

  CheckoutRequest request;
};

TEST_F(FetchTest, ClonesAndNotesWhatItMade) {
  EXPECT_EQ(probe(), "there is no checkout at /w/src/shop");
  EXPECT_EQ(apply(), (Result<Outputs>(Outputs{{"commit", "c0ffee"}})));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"checkout", "/w/src/shop", "shop/fetch"}}));
  EXPECT_EQ(probe(), std::nullopt);
}

TEST_F(FetchTest, TellsObjectsThenFiles) {
  world.repositories.news = {{50, 100, 2'000'000, 0, 0}, {100, 100, 4'000'000, 5, 10}, {0, 0, 0, 0, 0}};
  EXPECT_TRUE(apply().has_value());
  ASSERT_EQ(events.list.size(), 4U);
  EXPECT_EQ(events.list[0], Event(StepProgress{"shop/fetch", 0.45, "50 of 100 objects, 2.0 MB"}));
  EXPECT_EQ(events.list[1], Event(StepProgress{"shop/fetch", 0.9 + 0.1 * 0.5, "checking out 5 of 10 files"}));
  EXPECT_LT(std::get<StepProgress>(events.list[2]).fraction, 0);
}

TEST_F(FetchTest, ACheckoutThatIsThereIsUsedWhoeverMadeIt) {
  world.repositories.heads["/w/src/shop"] = "deed";
  EXPECT_EQ(probe(), std::nullopt);
  EXPECT_EQ(apply(), (Result<Outputs>(Outputs{{"commit", "deed"}})));
  EXPECT_TRUE(world.repositories.clones.empty());
  EXPECT_TRUE(events.list.empty());
}

TEST_F(FetchTest, NeverTouchesADirectoryThatIsNotOurs) {
  world.files.texts["/w/src/shop/diary.txt"] = "dear diary";
  const auto failure = failure_of(apply());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code(), ErrorCode::checkout_in_the_way);
  EXPECT_NE(failure->what().find("/w/src/shop"), std::string::npos);
  EXPECT_EQ(failure->tries().at(0), "move it away: mv /w/src/shop /w/src/shop.old");
  EXPECT_TRUE(world.repositories.clones.empty());
}

TEST_F(FetchTest, AnOwnCloneThatIsNoneIsAnError) {
  use_in_place();
  const auto failure = failure_of(apply());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what(), "/w/src/shop is not a git checkout");
}

TEST_F(FetchTest, SaysWhereItComesFrom) {
  EXPECT_EQ(kind_of(step.spec).describe(step, ports).details, "default branch of https://git.example.org/shop.git into /w/src/shop");
  request.fetch_url = "https://mirror.example.org/shop.git";
  step.spec = FetchStep{request};
  EXPECT_EQ(kind_of(step.spec).describe(step, ports).details,
            "default branch of https://git.example.org/shop.git from the mirror https://mirror.example.org/shop.git into /w/src/shop");
  use_in_place();
  EXPECT_EQ(kind_of(step.spec).describe(step, ports).details, "/w/src/shop is used as it is");
}

TEST_F(FetchTest, HandsTheCauseOfAFailureOn) {
  const Error refused(ErrorCode::fetch_failed, "the server refused");
  world.repositories.failure = refused;
  EXPECT_EQ(failure_of(apply()), refused);
  EXPECT_TRUE(events.list.empty());
}

TEST_F(FetchTest, UndoLeavesTheCheckout) {
  EXPECT_TRUE(undo().has_value());
  EXPECT_TRUE(world.files.removed_trees.empty());
}

}  // namespace
}  // namespace stackup::testing
