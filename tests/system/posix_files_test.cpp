#include "stackup/system/posix_files.h"

#include "tests/fakes/temporary_directory.h"
#include "tests/system/run_task.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;

class RemoveTreeTest : public ::testing::Test {
 protected:
  RemoveTreeTest() {
    fs::create_directories(cluster / "base");
    std::ofstream(cluster / "VERSION") << "15\n";
    std::ofstream(cluster / "base/1") << "rows\n";
  }
  ~RemoveTreeTest() override {
    for (const auto& entry : fs::recursive_directory_iterator(directory.path()))
      if (entry.is_directory()) fs::permissions(entry.path(), fs::perms::owner_all);
  }

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(directory.path())) found.push_back(entry.path().filename().string());
    return found;
  }

  TemporaryDirectory directory;
  fs::path cluster = directory.path() / "cluster";
  PosixFiles files;
};

TEST_F(RemoveTreeTest, LeavesNothing) {
  EXPECT_TRUE(run_task(files.remove_tree(cluster)));
  EXPECT_EQ(names(), std::vector<std::string>{});
  EXPECT_TRUE(run_task(files.remove_tree(cluster))) << "also where there is nothing";
}

TEST_F(RemoveTreeTest, NeverLeavesAHalfThatLooksLikeTheWhole) {
  fs::permissions(cluster / "base", fs::perms::owner_read | fs::perms::owner_exec);  // its file can't be removed: stands for a kill in the middle
  EXPECT_FALSE(run_task(files.remove_tree(cluster)));
  EXPECT_EQ(names(), std::vector<std::string>{".cluster.removed"});
}

TEST_F(RemoveTreeTest, ClearsAwayWhatAKilledRemovalLeft) {
  fs::create_directories(directory.path() / ".cluster.removed/base");
  EXPECT_TRUE(run_task(files.remove_tree(cluster)));
  EXPECT_EQ(names(), std::vector<std::string>{});
}

}  // namespace
}  // namespace stackup::testing
