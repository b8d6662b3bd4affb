#include "git_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Checkouts that are not the whole repository, or more than it: shallow, partial, with submodules, with large files.
class GitPartialTest : public GitTest {
 protected:
  GitPartialTest() { serve("shop"); }
  std::string complaints(const std::string& name) { return sh(work(name), "git fsck --no-dangling 2>&1; git status --porcelain"); }
};

TEST_F(GitPartialTest, ClonesShallowAndDeepensLater) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.depth = 1;
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_FALSE(state->has_local_work());
  EXPECT_EQ(sh(work("shop"), "git log --oneline | wc -l; git rev-parse --is-shallow-repository"), "1\ntrue");
  EXPECT_EQ(complaints("shop"), "");
  wanted.depth = 0;
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->kept_because, "");
  EXPECT_EQ(sh(work("shop"), "git log --oneline | wc -l; git rev-parse --is-shallow-repository; git rev-parse origin/next"),
            "3\nfalse\n" + commit_of("shop", "next"));
  EXPECT_EQ(complaints("shop"), "");
}

TEST_F(GitPartialTest, DeepensWithoutACache) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.cache.clear();
  wanted.depth = 1;
  ASSERT_TRUE(clone(wanted));
  wanted.depth = 0;
  ASSERT_TRUE(update(wanted));
  EXPECT_EQ(sh(work("shop"), "git log --oneline | wc -l; git rev-parse --is-shallow-repository"), "3\nfalse");
}

TEST_F(GitPartialTest, UpdatesAShallowCheckout) {
  const auto server = start_http();
  for (const auto* name : {"cached", "alone"}) {
    auto wanted = request(http_url(*server, "shop"), name);
    if (name == std::string("alone")) wanted.cache.clear();
    wanted.depth = 1;
    ASSERT_TRUE(clone(wanted));
    advance("shop");
    const auto second = advance("shop");
    const auto outcome = update(wanted);
    ASSERT_TRUE(outcome) << outcome.error().why();
    EXPECT_EQ(outcome->kept_because, "") << name;
    EXPECT_EQ(outcome->to, second);
    EXPECT_EQ(complaints(name), "");
    EXPECT_EQ(sh(work(name), "git log --oneline | wc -l; git rev-parse --is-shallow-repository"), "3\ntrue");
  }
}

TEST_F(GitPartialTest, SeesLocalCommitsInAShallowCheckout) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.depth = 1;
  ASSERT_TRUE(clone(wanted));
  sh(work("shop"), "echo x > x && git add . && git commit -qm x");
  advance("shop");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->kept_because, "1 local commit on main");
}

TEST_F(GitPartialTest, ClonesShallowTagsBranchesAndCommits) {
  const auto server = start_http();
  auto branch = request(http_url(*server, "shop"), "branch", Branch{"next"});
  auto tag = request(http_url(*server, "shop"), "tag", Tag{"v1"});
  auto commit = request(http_url(*server, "shop"), "commit", Commit{commit_of("shop", "main~1")});
  for (auto wanted : {branch, tag, commit}) {
    wanted.depth = 1;
    const auto state = clone(wanted);
    ASSERT_TRUE(state) << state.error().why();
    EXPECT_FALSE(state->has_local_work());
    EXPECT_EQ(sh(wanted.directory, "git log --oneline | wc -l"), "1");
  }
  auto wrong = request(http_url(*server, "shop"), "wrong", Branch{"mian"});
  wrong.depth = 1;
  const auto state = clone(wrong);
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_not_found);
  EXPECT_THAT(state.error().tries(), ::testing::ElementsAre("did you mean 'main'?"));
}

TEST_F(GitPartialTest, ClonesPartially) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.filter = "blob:none";
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().what() << state.error().why();
  EXPECT_FALSE(state->has_local_work());
  EXPECT_EQ(text_of(work("shop") / "a.txt"), "one\nmore\nlast\n");
  EXPECT_NE(sh(work("shop"), "git rev-list --objects --all --missing=print | grep -c '^?'"), "0");
  const auto second = advance("shop");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->to, second) << outcome->kept_because;
  EXPECT_EQ(text_of(work("shop") / "more.txt"), "x\n");
  EXPECT_EQ(sh(work("shop"), "git status --porcelain; git show v1:a.txt"), "one");
}

TEST_F(GitPartialTest, AWholeCheckoutStaysWhole) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  ASSERT_TRUE(clone(wanted));
  wanted.filter = "blob:none";
  wanted.depth = 1;
  const auto second = advance("shop");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->to, second);
  EXPECT_EQ(complaints("shop"), "");
  EXPECT_EQ(sh(work("shop"), "git rev-parse --is-shallow-repository"), "false");
}

TEST_F(GitPartialTest, KeepsWorkInAPartialClone) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.filter = "blob:none";
  ASSERT_TRUE(clone(wanted));
  advance("shop");
  sh(work("shop"), "echo x >> a.txt");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kept_because, "uncommitted changes in 1 file");
}

class GitSubmodulesTest : public GitPartialTest {
 protected:
  GitSubmodulesTest() {
    serve("inner");
    serve("middle");
    sh(root() / "seed-middle", "git submodule add -q ../inner.git deep 2>&1 && git commit -qm deep && git push -q origin main");
    sh(root() / "seed-shop",
       "git submodule add -q --name middle-name ../middle.git lib/middle 2>&1 && git commit -qm middle && git push -q origin main");
  }
  CheckoutRequest with_submodules(const std::string& url) {
    auto wanted = request(url, "shop");
    wanted.submodules = true;
    return wanted;
  }
};

TEST_F(GitSubmodulesTest, ClonesThemAndTheirs) {
  const auto server = start_http();
  const auto state = clone(with_submodules(http_url(*server, "shop")));
  ASSERT_TRUE(state) << state.error().what() << state.error().why();
  EXPECT_FALSE(state->has_local_work());
  EXPECT_EQ(text_of(work("shop") / "lib/middle/deep/a.txt"), "one\nmore\nlast\n");
  EXPECT_EQ(complaints("shop"), "");
  const auto listed = sh(work("shop"), "git submodule status --recursive");
  EXPECT_THAT(listed, HasSubstr(" " + commit_of("middle", "main") + " lib/middle"));
  EXPECT_THAT(listed, HasSubstr(" " + commit_of("inner", "main") + " lib/middle/deep"));
  EXPECT_EQ(sh(work("shop") / "lib/middle", "git remote get-url origin; git fsck --no-dangling"), http_url(*server, "middle"));
}

TEST_F(GitSubmodulesTest, ComeFromTheCacheToo) {
  const auto server = start_http();
  const auto wanted = with_submodules(http_url(*server, "shop"));
  EXPECT_FALSE(repositories->is_cached(wanted));
  ASSERT_TRUE(run_one(repositories->fetch_to_cache(wanted, {})));
  EXPECT_TRUE(repositories->is_cached(wanted));
  server->stop();
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().why();
  fs::remove_all(root() / "cache");
  EXPECT_EQ(complaints("shop"), "");
}

TEST_F(GitSubmodulesTest, FollowTheirParent) {
  const auto server = start_http();
  const auto wanted = with_submodules(http_url(*server, "shop"));
  ASSERT_TRUE(clone(wanted));
  const auto newer = advance("middle");
  sh(root() / "seed-shop",
     "cd lib/middle && git fetch -q && git checkout -q " + newer + " && cd ../.. && git commit -qam newer && git push -q origin main");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->kept_because, "");
  EXPECT_EQ(repositories->head_of(work("shop") / "lib/middle"), newer);
  EXPECT_EQ(complaints("shop"), "");
}

TEST_F(GitSubmodulesTest, KeepTheirLocalWork) {
  const auto server = start_http();
  const auto wanted = with_submodules(http_url(*server, "shop"));
  ASSERT_TRUE(clone(wanted));
  sh(work("shop") / "lib/middle", "echo mine >> a.txt");
  const auto newer = advance("middle");
  sh(root() / "seed-shop",
     "cd lib/middle && git fetch -q && git checkout -q " + newer + " && cd ../.. && git commit -qam newer && git push -q origin main");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->kept_because, "uncommitted changes in 1 file");
  EXPECT_THAT(text_of(work("shop") / "lib/middle/a.txt"), HasSubstr("mine"));
}

TEST_F(GitSubmodulesTest, MayNotNamePathsOfThisMachine) {
  sh(root() / "seed-shop", "git config -f .gitmodules submodule.middle-name.url '" + served("inner").string() +
                               "' && git commit -qam evil && git push -q origin main");
  const auto server = start_http();
  const auto state = clone(with_submodules(http_url(*server, "shop")));
  ASSERT_FALSE(state);
  EXPECT_THAT(state.error().why(), HasSubstr("it names a path of this machine"));
  EXPECT_FALSE(fs::exists(work("shop")));
}

class GitLargeFilesTest : public GitPartialTest {
 protected:
  GitLargeFilesTest() {
    sh(root() / "seed-shop",
       "git lfs install --local >/dev/null && git lfs track '*.bin' >/dev/null && echo large > big.bin && git add . && git commit -qm "
       "large && "
       "git push -q origin main 2>&1 && git lfs push --all origin 2>&1");
    std::ofstream(root() / "home" / ".gitconfig", std::ios::app) << "[lfs]\n  url = file://" << served("shop").string() << "\n";
  }
};

TEST_F(GitLargeFilesTest, ComeWithALocalClone) {
  auto wanted = request(served("shop").string(), "shop");
  wanted.lfs = true;
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().what() << state.error().why();
  EXPECT_EQ(text_of(work("shop") / "big.bin"), "large\n");
  EXPECT_FALSE(state->has_local_work());
}

TEST_F(GitLargeFilesTest, ComeFromTheCache) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.lfs = true;
  ASSERT_TRUE(run_one(repositories->fetch_to_cache(wanted, {})));
  EXPECT_TRUE(repositories->is_cached(wanted));
  server->stop();
  fs::rename(served("shop"), root() / "away");
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().what() << state.error().why();
  EXPECT_EQ(text_of(work("shop") / "big.bin"), "large\n");
  EXPECT_FALSE(inspect("shop")->has_local_work());
}

TEST_F(GitLargeFilesTest, FollowAnUpdate) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.lfs = true;
  ASSERT_TRUE(clone(wanted));
  sh(root() / "seed-shop",
     "echo larger > big.bin && git commit -qam larger && git push -q origin main 2>&1 && git lfs push --all origin 2>&1");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->kept_because, "");
  EXPECT_EQ(text_of(work("shop") / "big.bin"), "larger\n");
  EXPECT_EQ(complaints("shop"), "");
}

TEST_F(GitLargeFilesTest, StayPointersUnlessAskedFor) {
  const auto server = start_http();
  ASSERT_TRUE(clone(request(http_url(*server, "shop"), "shop")));
  EXPECT_THAT(text_of(work("shop") / "big.bin"), HasSubstr("git-lfs.github.com/spec"));
}

}  // namespace
}  // namespace stackup::testing
