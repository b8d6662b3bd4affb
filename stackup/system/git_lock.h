#pragma once
// A lock file that one program, and in it one job, holds at a time. The kernel drops it when its holder dies.

#include "stackup/base/result.h"
#include "stackup/system/run_blocking.h"

#include <filesystem>

namespace stackup {

class GitLock {
 public:
  /// Waits for the lock until the job must end. The file's folder is made where it is missing.
  [[nodiscard]] static Result<GitLock> take(const std::filesystem::path& file, const JobControl& control);
  GitLock(GitLock&& other) noexcept;
  GitLock& operator=(GitLock&&) = delete;
  ~GitLock();
  /// Removes the file while the lock is held; who waits for it makes a new one.
  void remove_file();

 private:
  GitLock(std::filesystem::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}

  std::filesystem::path file_;
  int descriptor_;
};

}  // namespace stackup
