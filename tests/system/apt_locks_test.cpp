#include "stackup/system/apt_locks.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace stackup {
namespace {

TEST(AptLocks, FindsTheHolderAndNotTheOnesWhoWait) {
  constexpr auto locks =
      "1: POSIX  ADVISORY  READ 10 fe:00:77 0 EOF\n"
      "2: POSIX  ADVISORY  WRITE 4711 fe:00:1234567 0 EOF\n"
      "2: -> POSIX  ADVISORY  WRITE 4712 fe:00:1234568 0 EOF\n"
      "3: FLOCK  ADVISORY  WRITE 12 fe:00:1177 0 EOF\n";
  EXPECT_EQ(lock_owner(locks, 1234567), 4711);
  EXPECT_EQ(lock_owner(locks, 1234568), std::nullopt);
  EXPECT_EQ(lock_owner(locks, 77), std::nullopt);
  EXPECT_EQ(lock_owner("", 1), std::nullopt);
}

TEST(AptLocks, NamesTheProgramThatHoldsDpkgsLock) {
  const auto root = std::filesystem::path(::testing::TempDir()) / "apt_locks_test";
  std::filesystem::create_directories(root / "var/lib/dpkg");
  const auto lock = root / "var/lib/dpkg/lock-frontend";
  std::ofstream(lock).close();
  EXPECT_EQ(package_lock_holder(root), std::nullopt);

  const int file = open(lock.c_str(), O_RDWR | O_CLOEXEC);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  ASSERT_EQ(fcntl(file, F_SETLK, &whole), 0);
  EXPECT_EQ(package_lock_holder(root), "system_test (pid " + std::to_string(getpid()) + ")");
  close(file);
  EXPECT_EQ(package_lock_holder(root), std::nullopt);
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace stackup
