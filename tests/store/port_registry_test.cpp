#include "stackup/store/port_registry.h"

#include "tests/fakes/temporary_directory.h"

#include <fstream>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

class PortRegistryTest : public ::testing::Test {
 protected:
  std::filesystem::path workspace(const std::string& name) {
    const auto path = directory.path() / name;
    std::filesystem::create_directories(path / ".stackup");
    return path;
  }

  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "ports";
  PortRegistry registry{file};
};

TEST_F(PortRegistryTest, IsEmptyAtFirst) { EXPECT_TRUE(registry.taken_by_others(workspace("one")).empty()); }

TEST_F(PortRegistryTest, OthersSeeWhatAWorkspaceKeeps) {
  const auto one = workspace("one with a space"), two = workspace("two");
  EXPECT_TRUE(registry.keep(one, {{{"db", "sql"}, 5432}, {{"web", "http"}, 8080}}));
  EXPECT_EQ(registry.taken_by_others(two), (std::map<int, std::string>{{5432, one.string()}, {8080, one.string()}}));
  EXPECT_TRUE(registry.taken_by_others(one).empty());
}

TEST_F(PortRegistryTest, KeepingReplacesWhatTheWorkspaceHad) {
  const auto one = workspace("one"), two = workspace("two");
  EXPECT_TRUE(registry.keep(one, {{{"db", "sql"}, 5432}}));
  EXPECT_TRUE(registry.keep(one, {{{"db", "sql"}, 5433}}));
  EXPECT_EQ(registry.taken_by_others(two), (std::map<int, std::string>{{5433, one.string()}}));
  EXPECT_TRUE(registry.keep(one, {}));
  EXPECT_TRUE(registry.taken_by_others(two).empty());
}

TEST_F(PortRegistryTest, ThePortOfAnotherWorkspaceIsRefusedAndNothingChanges) {
  const auto one = workspace("one"), two = workspace("two");
  EXPECT_TRUE(registry.keep(one, {{{"db", "sql"}, 5432}}));
  EXPECT_TRUE(registry.keep(two, {{{"web", "http"}, 8080}}));
  const auto refused = registry.keep(two, {{{"db", "sql"}, 5432}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), Error(ErrorCode::port_taken, "port 5432 has just been taken by the workspace " + one.string()));
  EXPECT_EQ(registry.taken_by_others(one), (std::map<int, std::string>{{8080, two.string()}}));
}

TEST_F(PortRegistryTest, AWorkspaceThatIsGoneKeepsNothing) {
  const auto one = workspace("one"), two = workspace("two");
  EXPECT_TRUE(registry.keep(one, {{{"db", "sql"}, 5432}}));
  std::filesystem::remove_all(one);
  EXPECT_TRUE(registry.taken_by_others(two).empty());
  EXPECT_TRUE(registry.keep(two, {{{"db", "sql"}, 5432}}));
}

TEST_F(PortRegistryTest, LinesThatAreNoEntriesDoNotCount) {
  const auto one = workspace("one"), two = workspace("two");
  std::ofstream(file) << "garbage\n\n5432\n5432 db sql " << one.string() << "\n7 db";
  EXPECT_EQ(registry.taken_by_others(two), (std::map<int, std::string>{{5432, one.string()}}));
}

}  // namespace
}  // namespace stackup::testing
