#include "stackup/store/file_lock.h"

#include "stackup/base/disk_error.h"

#include <cerrno>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
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

}  // namespace

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
