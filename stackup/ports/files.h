#pragma once
// The file system. Reading and writing are apart, so that a signature tells which of them a function does. All calls are quick and local; long
// work on many files (removal of trees) says so and runs off the loop.

#include "stackup/base/result.h"
#include "stackup/ports/task.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

using Path = std::filesystem::path;

class Files {
 public:
  virtual ~Files() = default;
  [[nodiscard]] virtual Result<std::string> read(const Path& path) const = 0;
  /// At most `length` bytes from `offset` on: for logs, which may be large.
  [[nodiscard]] virtual Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t length) const = 0;
  /// Of one file in bytes; 0 if it does not exist.
  [[nodiscard]] virtual std::uint64_t length_of(const Path& path) const = 0;
  /// Without following a link at the end of the path.
  [[nodiscard]] virtual bool exists(const Path& path) const = 0;
  [[nodiscard]] virtual bool is_directory(const Path& path) const = 0;
  /// Names of the entries, sorted; empty for a directory that does not exist.
  [[nodiscard]] virtual std::vector<std::string> list(const Path& directory) const = 0;
  /// Files that match a shell pattern (* ? [] and ** for any depth) below `directory`, as relative paths, sorted. Does not follow links out of it.
  [[nodiscard]] virtual std::vector<Path> glob(const Path& directory, std::string_view pattern) const = 0;
  /// Existing paths that match an absolute shell pattern, in the order of version numbers in them (…/9/… before …/15/…).
  [[nodiscard]] virtual std::vector<Path> matches(const std::string& pattern) const = 0;
  /// Bytes free for an unprivileged user on the file system of `path` (or of its nearest existing parent).
  [[nodiscard]] virtual std::uint64_t free_space(const Path& path) const = 0;
  /// The size in bytes of all files below `path`.
  [[nodiscard]] virtual std::uint64_t size_of(const Path& path) const = 0;
};

class WritableFiles : public Files {
 public:
  /// Writes whole or not at all (temporary file, fsync, rename), with exactly `mode` whatever the umask. Parents are made 0700. Refuses to follow links.
  virtual Result<void> write(const Path& path, std::string_view text, unsigned mode) = 0;
  /// Makes the directory and its parents; an existing one keeps its mode.
  virtual Result<void> make_directory(const Path& path, unsigned mode) = 0;
  virtual Result<void> remove_file(const Path& path) = 0;
  /// Removes a directory with all that is in it, off the loop; links are removed, not followed. Nothing there is a success.
  virtual Task<Result<void>> remove_tree(Path path) = 0;
  /// Copies a directory with all that is in it to `to`, which must not exist, off the loop and several files at a time. Where the file system can, the copies share
  /// their blocks with the originals until one is written to; elsewhere holes stay holes. Modes, times and links are kept; sockets and pipes are left out. Files
  /// that vanish meanwhile are, too. A failure leaves what was copied so far.
  virtual Task<Result<void>> copy_tree(Path from, Path to) = 0;
  /// Returns when all that was written on the file system of `path` would survive a power cut. Off the loop.
  virtual Task<Result<void>> settle(Path path) = 0;
  virtual Result<void> rename(const Path& from, const Path& to) = 0;
};

}  // namespace stackup
