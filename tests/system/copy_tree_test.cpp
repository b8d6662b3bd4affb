#include "stackup/system/posix_files.h"

#include "tests/fakes/temporary_directory.h"
#include "tests/system/run_task.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;

class CopyTreeTest : public ::testing::Test {
 protected:
  CopyTreeTest() { fs::create_directories(from / "base"); }

  void put(const std::string& name, const std::string& text) const { std::ofstream(from / name) << text; }
  std::string got(const std::string& name) const {
    std::ifstream file(to / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static struct stat status_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
    return status;
  }

  TemporaryDirectory directory;
  fs::path from = directory.path() / "cluster";
  fs::path to = directory.path() / "copy";
  PosixFiles files;
};

TEST_F(CopyTreeTest, CopiesContentsModesTimesAndLinks) {
  put("VERSION", "15\n");
  put("base/1", std::string(3 << 20, 'r'));
  for (int i = 0; i < 100; ++i) put("base/small" + std::to_string(i), std::to_string(i));
  fs::create_symlink("base/1", from / "latest");
  fs::create_symlink("/nowhere", from / "dangling");
  chmod((from / "VERSION").c_str(), 0640);
  chmod((from / "base").c_str(), 0750);
  const std::array<timespec, 2> long_ago = {timespec{1000, 0}, timespec{2000, 5}};
  utimensat(AT_FDCWD, (from / "VERSION").c_str(), long_ago.data(), 0);
  utimensat(AT_FDCWD, (from / "base").c_str(), long_ago.data(), 0);
  ASSERT_TRUE(run_task(files.copy_tree(from, to)));
  EXPECT_EQ(got("VERSION"), "15\n");
  EXPECT_EQ(got("base/1"), std::string(3 << 20, 'r'));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(got("base/small" + std::to_string(i)), std::to_string(i));
  EXPECT_EQ(fs::read_symlink(to / "latest"), "base/1");
  EXPECT_EQ(fs::read_symlink(to / "dangling"), "/nowhere");
  EXPECT_EQ(status_of(to / "VERSION").st_mode & 07777, 0640U);
  EXPECT_EQ(status_of(to / "base").st_mode & 07777, 0750U);
  EXPECT_EQ(status_of(to / "VERSION").st_mtim.tv_sec, 2000);
  EXPECT_EQ(status_of(to / "base").st_mtim.tv_sec, 2000) << "it was filled after it was made";
}

TEST_F(CopyTreeTest, TheCopyIsNobodyElsesFile) {
  put("rows", "one");
  fs::create_hard_link(from / "rows", from / "base/rows");
  ASSERT_TRUE(run_task(files.copy_tree(from, to)));
  std::ofstream(from / "rows", std::ios::in) << "two";
  EXPECT_EQ(got("rows"), "one");
  EXPECT_EQ(got("base/rows"), "one");
}

TEST_F(CopyTreeTest, HolesStayHoles) {
  const auto file = from / "ibdata1";
  put("ibdata1", "head");
  fs::resize_file(file, 8U << 20);
  std::fstream(file, std::ios::in | std::ios::out).seekp(4 << 20) << "middle";
  ASSERT_TRUE(run_task(files.copy_tree(from, to)));
  const auto text = got("ibdata1");
  EXPECT_EQ(text.size(), 8U << 20);
  EXPECT_EQ(text.substr(0, 4), "head");
  EXPECT_EQ(text.substr(4 << 20, 6), "middle");
  EXPECT_LE(status_of(to / "ibdata1").st_blocks, status_of(file).st_blocks + 16);
}

TEST_F(CopyTreeTest, LeavesSocketsAndPipesOut) {
  put("rows", "one");
  mkfifo((from / "pipe").c_str(), 0600);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (from / "socket").native().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  close(fd);
  ASSERT_TRUE(run_task(files.copy_tree(from, to)));
  EXPECT_EQ(files.list(to), (std::vector<std::string>{"base", "rows"}));
}

TEST_F(CopyTreeTest, SaysWhatItCouldNotCopy) {
  put("rows", "one");
  fs::create_directory(to);
  const auto copied = run_task(files.copy_tree(from, to));
  ASSERT_FALSE(copied);
  EXPECT_NE(copied.error().what().find("can't be copied to"), std::string::npos);
  EXPECT_TRUE(files.list(to).empty()) << "nothing is mixed into what is there";
}

TEST_F(CopyTreeTest, CopiesToAnotherFileSystem) {
  TemporaryDirectory elsewhere("/dev/shm");
  put("rows", "one");
  ASSERT_TRUE(run_task(files.copy_tree(from, elsewhere.path() / "copy")));
  EXPECT_EQ(files.read(elsewhere.path() / "copy/rows"), Result<std::string>("one"));
}

TEST_F(CopyTreeTest, CanBeSettled) {
  EXPECT_TRUE(run_task(files.settle(from)));
  EXPECT_FALSE(run_task(files.settle(from / "missing")));
}

}  // namespace
}  // namespace stackup::testing
