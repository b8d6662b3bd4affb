#include "stackup/system/file_watch.h"

#include "tests/system/server_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace stackup {
namespace {

using testing::TestFolder;

class FileWatchTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_.path() / name, std::ios::app) << text; }

  /// Whether changed() has returned by now.
  bool is_told() {
    if (!waiting_) {
      waiting_ = true;
      boost::asio::co_spawn(context_, watch_.changed(), [this](std::exception_ptr) { waiting_ = false; });
    }
    context_.restart();
    context_.poll();
    return !waiting_;
  }

  TestFolder folder_;
  boost::asio::io_context context_{1};
  InotifyFileWatch watch_{context_.get_executor()};
  bool waiting_ = false;
};

TEST_F(FileWatchTest, TellsWhenAFileGrowsComesOrGoes) {
  write("a", "1");
  ASSERT_TRUE(watch_.watch(folder_.path()));
  EXPECT_FALSE(is_told());
  write("a", "2");
  EXPECT_TRUE(is_told());
  EXPECT_FALSE(is_told());
  write("b", "");
  EXPECT_TRUE(is_told());
  std::filesystem::remove(folder_.path() / "b");
  EXPECT_TRUE(is_told());
  std::filesystem::resize_file(folder_.path() / "a", 0);
  EXPECT_TRUE(is_told());
}

TEST_F(FileWatchTest, TellsManyChangesAsOne) {
  ASSERT_TRUE(watch_.watch(folder_.path()));
  for (int i = 0; i < 1000; ++i) write("a" + std::to_string(i), "x");
  EXPECT_TRUE(is_told());
  EXPECT_FALSE(is_told());
}

TEST_F(FileWatchTest, TellsOnceWhereThatIsEnough) {
  InotifyFileWatch once(context_.get_executor(), Watching::once);
  int told = 0;
  const auto wait = [&] {
    boost::asio::co_spawn(context_, once.changed(), [&](std::exception_ptr) { ++told; });
    context_.restart();
    context_.poll();
  };
  ASSERT_TRUE(once.watch(folder_.path()));
  write("a", "1");
  wait();
  EXPECT_EQ(told, 1);
  write("a", "2");
  wait();
  EXPECT_EQ(told, 1);
  ASSERT_TRUE(once.watch(folder_.path()));
  write("a", "3");
  context_.restart();
  context_.poll();
  EXPECT_EQ(told, 2);
}

TEST_F(FileWatchTest, SaysWhyADirectoryCanNotBeWatched) {
  const auto failed = watch_.watch(folder_.path() / "none");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().why(), "No such file or directory");
}

TEST_F(FileWatchTest, ReadsAFileThatHasLostItsName) {
  write("a", "one two");
  auto file = watch_.open(folder_.path() / "a");
  ASSERT_TRUE(file);
  EXPECT_TRUE((*file)->has_its_name());
  EXPECT_EQ((*file)->read(4, 100), "two");
  std::filesystem::rename(folder_.path() / "a", folder_.path() / "b");
  write("a", "another");
  EXPECT_FALSE((*file)->has_its_name());
  EXPECT_EQ((*file)->length(), 7U);
  EXPECT_EQ((*file)->read(0, 3), "one");
  EXPECT_EQ((*file)->read(7, 3), "");
  EXPECT_FALSE(watch_.open(folder_.path() / "none"));
}

}  // namespace
}  // namespace stackup
