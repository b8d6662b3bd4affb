#pragma once
// Files that others write to: read as they grow, and waited for.

#include "stackup/base/result.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/task.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace stackup {

/// One file, kept open: whatever becomes of its name, what was written to it can still be read.
class WatchedFile {
 public:
  virtual ~WatchedFile() = default;
  [[nodiscard]] virtual std::uint64_t inode() const = 0;
  [[nodiscard]] virtual std::uint64_t length() const = 0;
  [[nodiscard]] virtual WallTime modified() const = 0;
  /// At most `length` bytes from `offset` on; fewer at the end, none if it can't be read any more.
  [[nodiscard]] virtual std::string read(std::uint64_t offset, std::size_t length) const = 0;
  /// Whether its name still means this file, and not another one that took its place.
  [[nodiscard]] virtual bool has_its_name() const = 0;
};

class FileWatch {
 public:
  virtual ~FileWatch() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<WatchedFile>> open(const std::filesystem::path& file) = 0;
  /// From now on changes of the directory's entries and of the files in it end changed(). Twice for one directory is harmless.
  virtual Result<void> watch(const std::filesystem::path& directory) = 0;
  /// Returns once something has changed since the last call; many changes may be told as one.
  virtual Task<void> changed() = 0;
};

}  // namespace stackup
