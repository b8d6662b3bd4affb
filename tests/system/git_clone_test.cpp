#include "git_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class GitCloneTest : public GitTest {
 protected:
  GitCloneTest() { serve("shop"); }

  /// Names in work/, with those that begin with a dot.
  std::vector<std::string> left_in_work() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root() / "work")) names.push_back(entry.path().filename().string());
    return names;
  }
  /// Everything that git itself has to say about a checkout's health.
  std::string complaints(const std::string& name) { return sh(work(name), "git fsck --no-dangling 2>&1; git status --porcelain"); }
};

TEST_F(GitCloneTest, ClonesTheDefaultBranch) {
  const auto server = start_http();
  const auto wanted = request(http_url(*server, "shop"), "shop");
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().what() << ": " << state.error().why();
  EXPECT_EQ(state->commit, commit_of("shop", "main"));
  EXPECT_EQ(state->branch, "main");
  EXPECT_FALSE(state->has_local_work());
  EXPECT_EQ(text_of(work("shop") / "a.txt"), "one\nmore\nlast\n");
  EXPECT_EQ(complaints("shop"), "");
  EXPECT_EQ(sh(work("shop"), "git remote get-url origin"), wanted.url);
  EXPECT_EQ(sh(work("shop"), "git rev-parse --abbrev-ref main@{upstream} origin/HEAD"), "origin/main\norigin/main");
  EXPECT_EQ(sh(work("shop"), "git branch -r --format='%(refname)'; git tag"),
            "refs/remotes/origin/HEAD\nrefs/remotes/origin/main\nrefs/remotes/origin/next\nlight\nv1");
  EXPECT_THAT(left_in_work(), ElementsAre("shop"));
}

TEST_F(GitCloneTest, ClonesWithoutACache) {
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.cache.clear();
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_EQ(complaints("shop"), "");
  EXPECT_THAT(left_in_work(), ElementsAre("shop"));
}

TEST_F(GitCloneTest, ClonesEachKindOfRevision) {
  const auto server = start_http();
  const auto url = http_url(*server, "shop");
  const auto next = clone(request(url, "next", Branch{"next"}));
  const auto annotated = clone(request(url, "v1", Tag{"v1"}));
  const auto light = clone(request(url, "light", Tag{"light"}));
  const auto commit = clone(request(url, "commit", Commit{commit_of("shop", "main~1")}));
  ASSERT_TRUE(next && annotated && light && commit);
  EXPECT_EQ(next->branch, "next");
  EXPECT_EQ(next->commit, commit_of("shop", "next"));
  EXPECT_EQ(annotated->branch, "");
  EXPECT_EQ(annotated->commit, commit_of("shop", "v1"));
  EXPECT_EQ(light->commit, commit_of("shop", "light"));
  EXPECT_EQ(commit->commit, commit_of("shop", "main~1"));
  for (const auto* name : {"next", "v1", "light", "commit"}) EXPECT_EQ(complaints(name), "") << name;
  EXPECT_FALSE(commit->has_local_work());
}

TEST_F(GitCloneTest, TakesTheFirstBranchOrTagThatIsThere) {
  const auto server = start_http();
  const auto url = http_url(*server, "shop");
  const auto tag = clone(request(url, "tag", FirstOf{{"v9", "v1", "next"}}));
  const auto branch = clone(request(url, "branch", FirstOf{{"v9", "next", "v1"}}));
  ASSERT_TRUE(tag && branch);
  EXPECT_EQ(tag->commit, commit_of("shop", "v1"));
  EXPECT_EQ(tag->branch, "");
  EXPECT_EQ(branch->commit, commit_of("shop", "next"));
  EXPECT_EQ(branch->branch, "next");
  const auto none = clone(request(url, "none", FirstOf{{"v8", "v9"}}));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().what(), url + " has no branch or tag 'v8', 'v9'");
  EXPECT_EQ(none.error().why(), "it has 2 branches and 2 tags");
}

TEST_F(GitCloneTest, NamesWhatIsNearAWrongName) {
  const auto server = start_http();
  const auto branch = clone(request(http_url(*server, "shop"), "shop", Branch{"mian"}));
  ASSERT_FALSE(branch);
  EXPECT_EQ(branch.error().code(), ErrorCode::fetch_not_found);
  EXPECT_THAT(branch.error().what(), HasSubstr("has no branch 'mian'"));
  EXPECT_EQ(branch.error().why(), "it has 2 branches: main, next");
  EXPECT_THAT(branch.error().tries(), ElementsAre("did you mean 'main'?"));
  const auto tag = clone(request(http_url(*server, "shop"), "shop", Tag{"next"}));
  ASSERT_FALSE(tag);
  EXPECT_THAT(tag.error().tries(), ElementsAre("there is a branch of that name: write branch: next"));
  const auto commit = clone(request(http_url(*server, "shop"), "shop", Commit{std::string(40, 'a')}));
  ASSERT_FALSE(commit);
  EXPECT_EQ(commit.error().code(), ErrorCode::fetch_not_found);
  EXPECT_THAT(left_in_work(), IsEmpty());
}

TEST_F(GitCloneTest, ASecondCloneNeedsNoNetwork) {
  const auto server = start_http();
  const auto url = http_url(*server, "shop");
  EXPECT_FALSE(repositories->is_cached(request(url, "a")));
  ASSERT_TRUE(clone(request(url, "a")));
  EXPECT_TRUE(repositories->is_cached(request(url, "a")));
  const auto before = server->requests().size();
  ASSERT_TRUE(clone(request(url, "b", Tag{"v1"})));
  EXPECT_EQ(server->requests().size(), before);
  server->stop();
  const auto branch = clone(request(url, "c", Branch{"next"}));
  ASSERT_TRUE(branch) << branch.error().why();
  EXPECT_EQ(branch->commit, commit_of("shop", "next"));
  EXPECT_FALSE(repositories->is_cached(request(url, "d", Tag{"v2"})));
  EXPECT_THAT(clock.waits, IsEmpty());
}

TEST_F(GitCloneTest, DeletingTheCacheDamagesNothing) {
  const auto server = start_http();
  ASSERT_TRUE(clone(request(http_url(*server, "shop"), "shop")));
  fs::remove_all(root() / "cache");
  EXPECT_EQ(complaints("shop"), "");
  EXPECT_FALSE(fs::exists(work("shop") / ".git/objects/info/alternates"));
  EXPECT_EQ(sh(work("shop"), "git log --oneline --all | wc -l"), "4");
}

TEST_F(GitCloneTest, SharesPacksWithTheCache) {
  const auto server = start_http();
  ASSERT_TRUE(clone(request(http_url(*server, "shop"), "shop")));
  for (const auto& entry : fs::directory_iterator(work("shop") / ".git/objects/pack"))
    EXPECT_EQ(entry.hard_link_count(), 2u) << entry.path();
}

TEST_F(GitCloneTest, RepairsADamagedCache) {
  const auto server = start_http();
  const auto url = http_url(*server, "shop");
  ASSERT_TRUE(clone(request(url, "a")));
  for (const auto& entry : fs::directory_iterator(root() / "cache")) {
    if (entry.path().extension() == ".git") fs::remove(entry.path() / "HEAD");
  }
  const auto again = clone(request(url, "b"));
  ASSERT_TRUE(again) << again.error().why();
  EXPECT_EQ(complaints("b"), "");
}

TEST_F(GitCloneTest, ClonesManyAtOnce) {
  serve("blog");
  const auto server = start_http();
  std::vector<Task<Result<CheckoutState>>> tasks;
  for (int i = 0; i < 6; ++i) {
    tasks.push_back(repositories->clone(request(http_url(*server, i % 2 == 0 ? "shop" : "blog"), "copy" + std::to_string(i)), {}));
  }
  const auto states = run_all(std::move(tasks));
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(states[static_cast<std::size_t>(i)]) << states[static_cast<std::size_t>(i)].error().why();
    EXPECT_EQ(complaints("copy" + std::to_string(i)), "");
  }
}

TEST_F(GitCloneTest, ReportsProgress) {
  make_large("shop");
  const auto server = start_http();
  std::vector<FetchProgress> reports;
  const auto state = clone(request(http_url(*server, "shop"), "shop"), [&](const FetchProgress& progress) { reports.push_back(progress); });
  ASSERT_TRUE(state);
  ASSERT_FALSE(reports.empty());
  EXPECT_GT(reports.back().received_bytes, 4'000'000u);
  EXPECT_EQ(reports.back().received_objects, reports.back().total_objects);
  EXPECT_EQ(reports.back().done_files, 10u);
  EXPECT_EQ(reports.back().total_files, 10u);
}

TEST_F(GitCloneTest, ReportsProgressOfTheGitProgram) {
  make_large("shop");
  const auto server = start_http();
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.depth = 1;
  std::vector<FetchProgress> reports;
  const auto state = clone(wanted, [&](const FetchProgress& progress) { reports.push_back(progress); });
  ASSERT_TRUE(state) << state.error().why();
  ASSERT_FALSE(reports.empty());
  EXPECT_GT(reports.back().received_bytes, 3'900'000u);
  EXPECT_EQ(reports.back().received_objects, reports.back().total_objects);
  EXPECT_GT(reports.back().total_objects, 8u);
}

TEST_F(GitCloneTest, ClonesFromAGitDaemon) {
  const auto server = start_git_daemon();
  const auto state = clone(request("git://" + server->address() + "/shop.git", "shop"));
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_EQ(complaints("shop"), "");
  const auto missing = clone(request("git://" + server->address() + "/nothing.git", "nothing"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), ErrorCode::fetch_not_found) << missing.error().why();
}

TEST_F(GitCloneTest, ClonesLocalPathsByHardLinks) {
  for (const auto& url : {served("shop").string(), "file://" + served("shop").string()}) {
    const auto state = clone(request(url, "shop"));
    ASSERT_TRUE(state) << state.error().why();
    EXPECT_EQ(complaints("shop"), "");
    EXPECT_EQ(sh(work("shop"), "git remote get-url origin"), url);
    EXPECT_TRUE(fs::is_empty(root() / "cache"));
    fs::remove_all(work("shop"));
  }
  const auto missing = clone(request((root() / "nowhere").string(), "shop"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), ErrorCode::fetch_not_found);
}

TEST_F(GitCloneTest, ALocalSourceWithAlternatesIsCopiedWhole) {
  sh(root(), "git clone -q --shared '" + served("shop").string() +
                 "' borrowed && cd borrowed && echo own > own.txt && git add . && git commit -qm own");
  ASSERT_TRUE(clone(request((root() / "borrowed").string(), "shop")));
  fs::remove_all(root() / "borrowed");
  fs::remove_all(served("shop"));
  EXPECT_EQ(complaints("shop"), "");
}

TEST_F(GitCloneTest, FetchesFromAMirrorButNamesTheOrigin) {
  const auto server = start_http();
  auto wanted = request("https://example.invalid/shop.git", "shop");
  wanted.fetch_url = http_url(*server, "shop");
  ASSERT_TRUE(clone(wanted));
  EXPECT_EQ(sh(work("shop"), "git remote get-url origin"), "https://example.invalid/shop.git");
}

TEST_F(GitCloneTest, RefusesATakenPlace) {
  const auto server = start_http();
  fs::create_directories(work("shop"));
  std::ofstream(work("shop") / "mine.txt") << "mine";
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::checkout_in_the_way);
  EXPECT_EQ(text_of(work("shop") / "mine.txt"), "mine");
  EXPECT_THAT(server->requests(), IsEmpty());
}

TEST_F(GitCloneTest, FillsAnEmptyDirectoryAndCleansUpAfterAKill) {
  const auto server = start_http();
  fs::create_directories(work("shop"));
  fs::create_directories(work(".shop.stackup-clone") / ".git");
  fs::create_directories(work(".shop.stackup-fetch.git") / "objects");
  ASSERT_TRUE(clone(request(http_url(*server, "shop"), "shop")));
  EXPECT_THAT(left_in_work(), ElementsAre("shop"));
}

TEST_F(GitCloneTest, SaysThatARepositoryIsEmpty) {
  sh(root() / "served", "git init -q --bare empty.git");
  const auto server = start_http();
  const auto state = clone(request(http_url(*server, "empty"), "empty"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_not_found);
  EXPECT_THAT(state.error().what(), HasSubstr("is empty"));
}

TEST_F(GitCloneTest, FetchesToTheCacheAlone) {
  const auto server = start_http();
  const auto wanted = request(http_url(*server, "shop"), "shop");
  ASSERT_TRUE(run_one(repositories->fetch_to_cache(wanted, {})));
  EXPECT_THAT(left_in_work(), IsEmpty());
  server->stop();
  EXPECT_TRUE(repositories->is_cached(wanted));
  ASSERT_TRUE(clone(wanted));
  EXPECT_EQ(complaints("shop"), "");
}

}  // namespace
}  // namespace stackup::testing
