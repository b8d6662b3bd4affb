#include "git_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class GitUpdateTest : public GitTest {
 protected:
  GitUpdateTest() {
    serve("shop");
    server_ = start_http();
    wanted_ = request(http_url(*server_, "shop"), "shop");
    const auto state = clone(wanted_);
    EXPECT_TRUE(state) << state.error().why();
    first_ = commit_of("shop", "main");
  }

  /// Updates, expects that HEAD stayed, and gives the reason.
  std::string reason_kept() {
    const auto before = sh(work("shop"), "git rev-parse HEAD; git status --porcelain; git for-each-ref refs/heads");
    const auto outcome = update(wanted_);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().why());
    EXPECT_EQ(sh(work("shop"), "git rev-parse HEAD; git status --porcelain; git for-each-ref refs/heads"), before);
    if (!outcome) return {};
    EXPECT_EQ(outcome->to, outcome->from);
    return outcome->kept_because;
  }

  std::unique_ptr<TestServer> server_;
  CheckoutRequest wanted_;
  std::string first_;
};

TEST_F(GitUpdateTest, FastForwardsACleanCheckout) {
  const auto second = advance("shop");
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->from, first_);
  EXPECT_EQ(outcome->to, second);
  EXPECT_EQ(outcome->kept_because, "");
  EXPECT_EQ(sh(work("shop"), "git rev-parse HEAD main origin/main; git status --porcelain; git fsck --no-dangling"),
            second + "\n" + second + "\n" + second);
  EXPECT_TRUE(fs::exists(work("shop") / "more.txt"));
}

TEST_F(GitUpdateTest, SaysThatThereIsNothingNew) {
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->from, first_);
  EXPECT_EQ(outcome->to, first_);
  EXPECT_EQ(outcome->kept_because, "");
}

TEST_F(GitUpdateTest, WorksWithoutACache) {
  wanted_.cache.clear();
  const auto second = advance("shop");
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->to, second);
  EXPECT_EQ(sh(work("shop"), "git status --porcelain; git fsck --no-dangling; ls -A .. .git/stackup"),
            "..:\nshop\n\n.git/stackup:\nfetched-tags\nlock");
  EXPECT_FALSE(fs::exists(work("shop") / ".git/objects/info/alternates"));
}

TEST_F(GitUpdateTest, KeepsUncommittedChanges) {
  advance("shop");
  sh(work("shop"), "echo mine >> a.txt; echo new > new.txt");
  EXPECT_EQ(reason_kept(), "uncommitted changes in 2 files");
  EXPECT_EQ(text_of(work("shop") / "a.txt"), "one\nmore\nlast\nmine\n");
}

TEST_F(GitUpdateTest, KeepsLocalCommits) {
  advance("shop");
  sh(work("shop"), "for i in 1 2 3; do echo $i > mine$i; git add .; git commit -qm $i; done");
  EXPECT_EQ(reason_kept(), "3 local commits on main");
}

TEST_F(GitUpdateTest, KeepsAnotherBranch) {
  advance("shop");
  sh(work("shop"), "git checkout -qb idea");
  EXPECT_EQ(reason_kept(), "you are on branch idea");
}

TEST_F(GitUpdateTest, KeepsADetachedHead) {
  advance("shop");
  sh(work("shop"), "git checkout -q HEAD~1");
  EXPECT_THAT(reason_kept(), HasSubstr("on no branch"));
}

TEST_F(GitUpdateTest, KeepsAnUnfinishedOperation) {
  advance("shop");
  sh(work("shop"), "git bisect start -q");
  EXPECT_EQ(reason_kept(), "a bisection is in progress");
}

TEST_F(GitUpdateTest, KeepsFilesThatGitIgnores) {
  sh(work("shop"), "echo more.txt > .git/info/exclude; echo precious > more.txt");
  advance("shop");
  EXPECT_THAT(reason_kept(), HasSubstr("in the way"));
  EXPECT_EQ(text_of(work("shop") / "more.txt"), "precious\n");
}

TEST_F(GitUpdateTest, KeepsWhatUpstreamRewrote) {
  sh(root() / "seed-shop",
     "git checkout -q main && git reset -q --hard HEAD~1 && echo other > other && git add . && git commit -qm other && git push -qf origin "
     "main");
  EXPECT_THAT(reason_kept(), HasSubstr("local commit on main"));
}

TEST_F(GitUpdateTest, KeepsACheckoutOfAFork) {
  advance("shop");
  sh(work("shop"), "git remote set-url origin https://example.invalid/fork.git");
  EXPECT_EQ(reason_kept(), "none of its remotes is " + wanted_.url + " (origin is https://example.invalid/fork.git)");
}

TEST_F(GitUpdateTest, FollowsARenamedRemote) {
  const auto second = advance("shop");
  sh(work("shop"), "git remote rename origin upstream && git remote add origin https://example.invalid/fork.git");
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->to, second) << outcome->kept_because;
  EXPECT_EQ(sh(work("shop"), "git rev-parse upstream/main"), second);
}

TEST_F(GitUpdateTest, LeavesOwnTagsAndBranchesAlone) {
  sh(work("shop"), "git branch idea v1; git tag mine HEAD; git tag v2 HEAD");
  sh(root() / "seed-shop", "git tag v2 v1^{} && git push -q origin v2");
  const auto before = sh(work("shop"), "git rev-parse idea mine v2");
  const auto second = advance("shop");
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->to, second);
  EXPECT_EQ(sh(work("shop"), "git rev-parse idea mine v2"), before);
}

TEST_F(GitUpdateTest, FollowsATagThatTheRecipeChanged) {
  wanted_.directory = work("tagged");
  wanted_.revision = Tag{"v1"};
  ASSERT_TRUE(clone(wanted_));
  wanted_.revision = Tag{"light"};
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->kept_because, "");
  EXPECT_EQ(outcome->to, commit_of("shop", "light"));
  const auto state = inspect("tagged");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->commit, commit_of("shop", "light"));
  EXPECT_EQ(state->branch, "");
  EXPECT_FALSE(state->has_local_work());
}

TEST_F(GitUpdateTest, GoesBackFromATagToABranch) {
  wanted_.revision = Tag{"v1"};
  ASSERT_TRUE(update(wanted_));
  EXPECT_EQ(repositories->head_of(work("shop")), commit_of("shop", "v1"));
  wanted_.revision = Branch{"main"};
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kept_because, "");
  EXPECT_EQ(sh(work("shop"), "git symbolic-ref HEAD; git status --porcelain"), "refs/heads/main");
}

TEST_F(GitUpdateTest, GivesUpAfterFourTriesWithoutANetwork) {
  server_->stop();
  const auto outcome = update(wanted_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::fetch_network);
  EXPECT_THAT(outcome.error().why(), HasSubstr("onnect"));
  using std::chrono::seconds;
  EXPECT_THAT(clock.waits, ElementsAre(seconds(1), seconds(2), seconds(4)));
}

TEST_F(GitUpdateTest, CopesWithABranchThatBecameAFolder) {
  sh(root() / "seed-shop", "git push -q origin :next && git branch -m next next/one && git push -q origin next/one");
  const auto second = advance("shop");
  const auto outcome = update(wanted_);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->to, second);
  EXPECT_EQ(sh(work("shop"), "git branch -r --format='%(refname)'"),
            "refs/remotes/origin/HEAD\nrefs/remotes/origin/main\nrefs/remotes/origin/next/one");
}

}  // namespace
}  // namespace stackup::testing
