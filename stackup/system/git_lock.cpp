#include "stackup/system/git_lock.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {

namespace {

constexpr std::chrono::milliseconds between_tries{50};  // flock has no time limit, and a wait must end when its caller is cancelled

/// False when the file was removed, or made anew, by the last holder.
bool is_still_at(int descriptor, const std::filesystem::path& file) {
  struct stat held {};
  struct stat there {};
  return ::fstat(descriptor, &held) == 0 && ::stat(file.c_str(), &there) == 0 && held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

Error lock_error(const std::filesystem::path& file, int reason) {
  return Error(reason == ENOSPC ? ErrorCode::disk_full : ErrorCode::fetch_failed, "the lock file " + file.string() + " could not be made")
      .because(std::strerror(reason));
}

}  // namespace

Result<GitLock> GitLock::take(const std::filesystem::path& file, const JobControl& control) {
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  while (!control.is_cancelled()) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return fail(lock_error(file, errno));
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && !control.is_cancelled()) std::this_thread::sleep_for(between_tries);
    if (!control.is_cancelled() && is_still_at(descriptor, file)) return GitLock(file, descriptor);
    ::close(descriptor);
  }
  return fail(Error(ErrorCode::fetch_interrupted, "interrupted while waiting for the lock " + file.string()));
}

GitLock::GitLock(GitLock&& other) noexcept : file_(std::move(other.file_)), descriptor_(other.descriptor_) { other.descriptor_ = -1; }

GitLock::~GitLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void GitLock::remove_file() { ::unlink(file_.c_str()); }

}  // namespace stackup
