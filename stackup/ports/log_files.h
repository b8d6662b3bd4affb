#pragma once
// The files of logs, as who keeps them small needs them: looked at, cut at the head while their writers go on, and described by an index beside them.

#include "stackup/base/result.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/task.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace stackup {

struct LogFileState {
  std::uint64_t inode = 0;
  std::uint64_t length = 0;
  WallTime modified;

  bool operator==(const LogFileState&) const = default;
};

/// How the head of a log was taken away; which way is possible is up to the file system.
enum class CutWay {
  collapsed,  ///< its bytes are gone and the file is shorter: nothing is lost
  emptied,    ///< its bytes take no room any more and read as zeros, the file is as long as before: nothing is lost
  copied,     ///< the rest was written anew after a line that says so; what was written in that moment is lost
};

struct LogCut {
  CutWay way = CutWay::collapsed;
  std::uint64_t shorter_by = 0;  ///< how much nearer to the start of the file the rest begins to stand

  bool operator==(const LogCut&) const = default;
};

class LogFiles {
 public:
  virtual ~LogFiles() = default;
  /// Nothing if there is no such file.
  [[nodiscard]] virtual std::optional<LogFileState> look(const std::filesystem::path& log) const = 0;
  /// Takes `bytes`, a multiple of log_cut_unit, away from the head of the file. Works off the loop, for the disk may be slow.
  virtual Task<Result<LogCut>> cut(std::filesystem::path log, std::uint64_t bytes) = 0;
  /// Writes over what stands at `offset`, or appends, to an index that is there. Not synced: an index can be made anew.
  virtual Result<void> write_index(const std::filesystem::path& index, std::uint64_t offset, std::string_view text) = 0;
  /// Whole or not at all; the file (0600) and its directory are made.
  virtual Result<void> replace_index(const std::filesystem::path& index, std::string_view text) = 0;
};

/// A multiple of every block size of file systems that can take blocks away.
constexpr std::uint64_t log_cut_unit = 64 * 1024;

}  // namespace stackup
