#pragma once
// A lock that the kernel takes back when its holder dies (flock(2)).

#include "stackup/base/result.h"

#include <filesystem>
#include <optional>

namespace stackup {

class FileLock {
 public:
  /// Nothing if somebody else holds it. Makes the file (0600) and its directory (0700).
  [[nodiscard]] static Result<std::optional<FileLock>> try_lock(const std::filesystem::path& path);
  /// Waits for it: only for locks that are held for milliseconds.
  [[nodiscard]] static Result<FileLock> lock(const std::filesystem::path& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// Text for who finds it locked, e.g. "up, pid 4711".
  void describe(const std::string& holder) const;
  [[nodiscard]] static std::string holder_of(const std::filesystem::path& path);

  /// To the process that holds it now, as the kernel tells (proc_locks(5)); false where that can't be told or it is gone.
  static bool signal_holder(const std::filesystem::path& path, int signal);

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace stackup
