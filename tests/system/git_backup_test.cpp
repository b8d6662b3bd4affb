#include "git_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;

class GitBackupTest : public GitTest {
 protected:
  GitBackupTest() {
    serve("shop");
    const auto state = clone(request(served("shop").string(), "shop"));
    EXPECT_TRUE(state) << state.error().why();
  }

  Result<std::string> back_up(const std::string& name) { return run_one(repositories->back_up(work("shop"), root() / "backups", name)); }
  std::string in_backup(const std::string& command) { return sh(root() / "backups" / "shop.git", command); }
};

TEST_F(GitBackupTest, KeepsAllLocalWork) {
  sh(work("shop"),
     "git checkout -qb idea && echo idea > idea && git add . && git commit -qm idea && git checkout -q main && "
     "echo one >> a.txt && git stash -q && echo two >> a.txt && git stash -q && "
     "echo staged > staged && git add staged && echo changed >> a.txt && mkdir new && echo untracked > new/file && rm sub/b.txt");
  const auto before = sh(work("shop"), "git status --porcelain; git stash list; git rev-parse HEAD idea; git ls-files -s");
  const auto kept = back_up("reset-1");
  ASSERT_TRUE(kept) << kept.error().why();
  EXPECT_EQ(*kept, (root() / "backups/shop.git").string() + " refs/stackup/backup/reset-1");
  EXPECT_EQ(sh(work("shop"), "git status --porcelain; git stash list; git rev-parse HEAD idea; git ls-files -s"), before);
  const auto idea = sh(work("shop"), "git rev-parse idea");
  fs::remove_all(work("shop"));
  fs::remove_all(served("shop"));
  fs::remove_all(root() / "cache");
  const std::string prefix = "refs/stackup/backup/reset-1/";
  EXPECT_EQ(in_backup("git rev-parse " + prefix + "heads/idea"), idea);
  EXPECT_EQ(in_backup("git show " + prefix + "worktree:a.txt"), "one\nmore\nlast\nchanged");
  EXPECT_EQ(in_backup("git show " + prefix + "worktree:new/file " + prefix + "worktree:staged"), "untracked\nstaged");
  EXPECT_EQ(in_backup("git ls-tree -r --name-only " + prefix + "worktree"), "a.txt\nnew/file\nstaged");
  EXPECT_EQ(in_backup("git show " + prefix + "stash/0:a.txt | tail -1; git show " + prefix + "stash/1:a.txt | tail -1"), "two\none");
  EXPECT_EQ(in_backup("git fsck --no-dangling 2>&1 | grep -v ^notice || true"), "");
}

TEST_F(GitBackupTest, NeverWritesOverAnEarlierOne) {
  sh(work("shop"), "echo one > mine");
  ASSERT_TRUE(back_up("x"));
  sh(work("shop"), "echo two > mine");
  const auto second = back_up("x");
  ASSERT_TRUE(second);
  EXPECT_THAT(*second, ::testing::EndsWith("refs/stackup/backup/x-2"));
  EXPECT_EQ(in_backup("git show refs/stackup/backup/x/worktree:mine refs/stackup/backup/x-2/worktree:mine"), "one\ntwo");
}

TEST_F(GitBackupTest, KeepsRepositoriesInside) {
  sh(work("shop"), "git init -q nested && cd nested && echo deep > deep && git add . && git commit -qm deep && echo more > more");
  const auto kept = back_up("n");
  ASSERT_TRUE(kept) << kept.error().what() << kept.error().why();
  fs::remove_all(work("shop"));
  EXPECT_EQ(in_backup("git show refs/stackup/backup/n/nested/nested/worktree:deep refs/stackup/backup/n/nested/nested/worktree:more"),
            "deep\nmore");
}

TEST_F(GitBackupTest, LeavesIgnoredFilesOut) {
  sh(work("shop"), "echo '*.o' > .git/info/exclude; echo junk > junk.o; echo mine > mine");
  ASSERT_TRUE(back_up("i"));
  EXPECT_EQ(in_backup("git ls-tree -r --name-only refs/stackup/backup/i/worktree"), "a.txt\nmine\nsub/b.txt");
}

TEST_F(GitBackupTest, KeepsADetachedHeadAndAnUnbornOne) {
  sh(work("shop"), "git checkout -q --detach && echo x > x && git add . && git commit -qm lone");
  const auto lone = sh(work("shop"), "git rev-parse HEAD");
  ASSERT_TRUE(back_up("d"));
  EXPECT_EQ(in_backup("git rev-parse refs/stackup/backup/d/HEAD"), lone);
  sh(root() / "work", "git init -q unborn && echo first > unborn/first");
  ASSERT_TRUE(run_one(repositories->back_up(work("unborn"), root() / "backups", "u")));
  EXPECT_EQ(sh(root() / "backups" / "unborn.git", "git show refs/stackup/backup/u/worktree:first"), "first");
}

TEST_F(GitBackupTest, TurnsAnyNameIntoARef) {
  const std::vector<std::pair<std::string, std::string>> names{
      {"2026-01-02 10:00~^..x/.", "2026-01-02-10-00--.-x-"}, {".hidden", "-hidden"}, {"a.lock", "a-lock"}, {"", "backup"}};
  for (const auto& [name, ref] : names) {
    const auto kept = back_up(name);
    ASSERT_TRUE(kept) << kept.error().why();
    EXPECT_THAT(*kept, ::testing::EndsWith(" refs/stackup/backup/" + ref));
  }
}

}  // namespace
}  // namespace stackup::testing
