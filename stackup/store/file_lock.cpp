#include "stackup/store/file_lock.h"

#include "stackup/base/disk_error.h"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stackup {
namespace {

Result<int> open_lock(const std::filesystem::path& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path.parent_path(), error);
  if (made) std::filesystem::permissions(path.parent_path(), std::filesystem::perms::owner_all, error);
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0) return fd;
  return fail(unwritable(fmt::format("{} can't be opened", path.string()), path, errno));
}

/// From the line "1: FLOCK  ADVISORY  WRITE 4711 fd:00:1234 0 EOF" of /proc/locks.
int pid_with_lock_on(ino_t inode) {
  std::ifstream locks("/proc/locks");
  const std::string wanted = fmt::format(":{}", inode);
  for (std::string line; std::getline(locks, line);) {
    std::istringstream fields(line);
    std::string number, kind, mode, access, file;
    int pid = 0;
    if (fields >> number >> kind >> mode >> access >> pid >> file && kind == "FLOCK" && file.ends_with(wanted)) return pid;
  }
  return 0;
}

}  // namespace

bool FileLock::signal_holder(const std::filesystem::path& path, int signal) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return false;
  const int pid = pid_with_lock_on(file.st_ino);
  if (pid <= 0) return false;
  const auto fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) return false;
  const bool still_holds = pid_with_lock_on(file.st_ino) == pid;  // the pidfd is of this process, whatever becomes of its number
  const bool sent = still_holds && syscall(SYS_pidfd_send_signal, fd, signal, nullptr, 0) == 0;
  close(fd);
  return sent;
}

Result<std::optional<FileLock>> FileLock::try_lock(const std::filesystem::path& path) {
  const auto fd = open_lock(path);
  if (!fd) return fail(fd);
  if (flock(*fd, LOCK_EX | LOCK_NB) == 0) return std::optional<FileLock>(FileLock(*fd));
  close(*fd);
  return std::optional<FileLock>();
}

Result<FileLock> FileLock::lock(const std::filesystem::path& path) {
  const auto fd = open_lock(path);
  if (!fd) return fail(fd);
  while (flock(*fd, LOCK_EX) != 0 && errno == EINTR) {}
  return FileLock(*fd);
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

void FileLock::describe(const std::string& holder) const {
  if (ftruncate(fd_, 0) == 0) [[maybe_unused]] const auto written = pwrite(fd_, holder.data(), holder.size(), 0);
}

std::string FileLock::holder_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string holder;
  std::getline(file, holder);
  return holder;
}

}  // namespace stackup
