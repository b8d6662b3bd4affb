#include "git_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GitStateTest : public GitTest {
 protected:
  GitStateTest() {
    serve("shop");
    const auto state = clone(request(served("shop").string(), "shop"));
    EXPECT_TRUE(state) << state.error().why();
  }
};

TEST_F(GitStateTest, SeesNoWorkInAFreshClone) {
  const auto state = inspect("shop");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->commit, commit_of("shop", "main"));
  EXPECT_EQ(state->branch, "main");
  EXPECT_FALSE(state->has_local_work());
}

TEST_F(GitStateTest, SeesChangesUntrackedFilesAndStagedOnes) {
  for (const auto* script : {"echo x >> a.txt", "echo x > new.txt", "echo x > new.txt; git add new.txt", "rm a.txt"}) {
    sh(work("shop"), script);
    EXPECT_TRUE(inspect("shop")->modified) << script;
    sh(work("shop"), "git reset -q --hard && git clean -qfd");
    EXPECT_FALSE(inspect("shop")->modified);
  }
}

TEST_F(GitStateTest, IgnoredFilesAreNoWork) {
  sh(work("shop"), "echo '*.o' > .git/info/exclude; echo x > main.o");
  EXPECT_FALSE(inspect("shop")->modified);
}

TEST_F(GitStateTest, SeesUnpushedBranchesAndStashes) {
  sh(work("shop"),
     "git checkout -qb idea && echo x > idea && git add . && git commit -qm idea && git branch same origin/next && git checkout -q main && "
     "echo y >> a.txt && git stash -q");
  const auto state = inspect("shop");
  ASSERT_TRUE(state);
  EXPECT_THAT(state->unpushed, ElementsAre("idea"));
  EXPECT_TRUE(state->stashed);
  EXPECT_FALSE(state->modified);
}

TEST_F(GitStateTest, SeesCommitsOnNoBranch) {
  sh(work("shop"), "git checkout -q --detach && echo x > x && git add . && git commit -qm x");
  const auto state = inspect("shop");
  ASSERT_TRUE(state);
  EXPECT_THAT(state->unpushed, ElementsAre("HEAD"));
  EXPECT_EQ(state->branch, "");
}

TEST_F(GitStateTest, SeesCommitsThatOnlyAnOwnTagHolds) {
  sh(work("shop"),
     "git checkout -q --detach && echo x > x && git add . && git commit -qm x && git tag mine && git checkout -q main && git tag same");
  const auto state = inspect("shop");
  ASSERT_TRUE(state);
  EXPECT_THAT(state->unpushed, ElementsAre("tag mine"));
}

TEST_F(GitStateTest, AFetchedTagOffTheBranchesIsNoWork) {
  sh(root() / "seed-shop",
     "git checkout -q --detach && echo x > x && git add . && git commit -qm x && git tag off && git push -q origin off");
  ASSERT_TRUE(clone(request(served("shop").string(), "again")));
  EXPECT_THAT(inspect("again")->unpushed, IsEmpty());
  ASSERT_TRUE(update(request(served("shop").string(), "shop")));
  EXPECT_THAT(inspect("shop")->unpushed, IsEmpty());
}

TEST_F(GitStateTest, SeesWorkInSubmodules) {
  sh(root() / "seed-shop", "git -c protocol.file.allow=always submodule add -q '" + served("shop").string() +
                               "' inner && git commit -qm inner && git push -q origin main");
  auto wanted = request(served("shop").string(), "with");
  wanted.submodules = true;
  ASSERT_TRUE(clone(wanted));
  EXPECT_FALSE(inspect("with")->modified);
  sh(work("with") / "inner", "echo x >> a.txt");
  EXPECT_TRUE(inspect("with")->modified);
}

TEST_F(GitStateTest, FailsWhereThereIsNoRepository) {
  std::filesystem::create_directories(work("empty"));
  const auto state = inspect("empty");
  ASSERT_FALSE(state);
  EXPECT_EQ(repositories->head_of(work("empty")), "");
}

TEST_F(GitStateTest, ReadsHeadInEveryForm) {
  const auto main = commit_of("shop", "main");
  EXPECT_EQ(repositories->head_of(work("shop")), main);
  sh(work("shop"), "git pack-refs --all");
  EXPECT_EQ(repositories->head_of(work("shop")), main);
  sh(work("shop"), "git checkout -q v1");
  EXPECT_EQ(repositories->head_of(work("shop")), commit_of("shop", "v1"));
  sh(work("shop"), "git worktree add -q ../tree next 2>&1");
  EXPECT_EQ(repositories->head_of(work("tree")), commit_of("shop", "next"));
  sh(root() / "work", "git init -q unborn");
  EXPECT_EQ(repositories->head_of(work("unborn")), "");
}

TEST_F(GitStateTest, InspectsWithoutGit) {
  hide_git();
  sh(work("shop"), "echo x >> a.txt");
  const auto state = inspect("shop");
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->modified);
  EXPECT_THAT(state->unpushed, IsEmpty());
}

}  // namespace
}  // namespace stackup::testing
