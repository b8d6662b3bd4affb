#include "stackup/store/file_lock.h"

#include "tests/fakes/temporary_directory.h"

#include <csignal>
#include <utility>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

class FileLockTest : public ::testing::Test {
 protected:
  bool is_free() {
    auto lock = FileLock::try_lock(path);
    EXPECT_TRUE(lock.has_value());
    return lock->has_value();
  }

  TemporaryDirectory directory;
  std::filesystem::path path = directory.path() / "state" / "run.lock";
};

TEST_F(FileLockTest, ASecondHolderIsRefusedUntilTheFirstLetsGo) {
  {
    const auto first = FileLock::try_lock(path);
    ASSERT_TRUE(first.has_value() && first->has_value());
    EXPECT_FALSE(is_free());
  }
  EXPECT_TRUE(is_free());
}

TEST_F(FileLockTest, MovingALockKeepsItHeld) {
  auto first = FileLock::lock(path);
  ASSERT_TRUE(first.has_value());
  {
    const FileLock moved = std::move(*first);
    EXPECT_FALSE(is_free());
  }
  EXPECT_TRUE(is_free());
}

TEST_F(FileLockTest, TellsWhoHoldsIt) {
  const auto first = FileLock::lock(path);
  ASSERT_TRUE(first.has_value());
  first->describe("a much longer text than the one that follows");
  first->describe("up, pid 4711");
  EXPECT_EQ(FileLock::holder_of(path), "up, pid 4711");
}

TEST_F(FileLockTest, NobodyHoldsAFileThatIsNotThere) { EXPECT_EQ(FileLock::holder_of(path), ""); }

TEST_F(FileLockTest, IsGivenBackByTheDeathOfItsHolder) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = FileLock::lock(path);
    [[maybe_unused]] const auto told = write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_FALSE(is_free());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(is_free());
  close(ready[0]);
  close(ready[1]);
}

TEST_F(FileLockTest, SaysWhyItCannotBeOpened) {
  std::filesystem::create_directories(path);
  const auto lock = FileLock::try_lock(path);
  ASSERT_FALSE(lock.has_value());
  EXPECT_EQ(lock.error(), Error(ErrorCode::state_unreadable, path.string() + " can't be opened").because("Is a directory"));
}

TEST_F(FileLockTest, TheHolderCanBeSignalledAndNobodyElse) {
  EXPECT_FALSE(FileLock::signal_holder(path, SIGTERM)) << "there is no file";
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = FileLock::try_lock(path);
    const bool told = write(ready[1], "x", 1) == 1;
    while (lock && *lock && told) pause();
    _exit(1);
  }
  char c = 0;
  ASSERT_EQ(read(ready[0], &c, 1), 1);
  EXPECT_TRUE(FileLock::signal_holder(path, SIGTERM));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
  EXPECT_FALSE(FileLock::signal_holder(path, SIGTERM)) << "nobody holds it";
  close(ready[0]);
  close(ready[1]);
}

}  // namespace
}  // namespace stackup::testing
