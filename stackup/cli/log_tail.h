#pragma once
// Logs of a workspace: which there are, which of them a word means, and their lines, first the last ones and then what is added.

#include "stackup/cli/log_lines.h"
#include "stackup/ports/file_watch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace stackup {

class Files;

struct LogFile {
  std::string name;  ///< UNIT/PROCESS, UNIT/STEP, packages, supervisor
  std::filesystem::path path;

  bool operator==(const LogFile&) const = default;
};

/// All of a workspace's logs by name; `directory` is its .stackup/logs and need not exist.
[[nodiscard]] std::vector<LogFile> logs_in(const std::filesystem::path& directory, const Files& files);

/// Whether a word of the command line means the log: UNIT, UNIT/PROCESS (with all its instances), UNIT/STEP, or PROCESS and STEP alone.
[[nodiscard]] bool means_log(const std::string& word, const std::string& name);
/// Without words all of them.
[[nodiscard]] std::vector<LogFile> chosen_logs(const std::vector<LogFile>& all, const std::vector<std::string>& words);

constexpr std::size_t all_lines = std::numeric_limits<std::size_t>::max();

/// Where the last `count` lines of the file begin. Reads no more of it than those.
[[nodiscard]] std::uint64_t offset_of_last_lines(const WatchedFile& file, std::size_t count);

using LineSink = std::function<void(std::string text)>;

/// One log, read as it grows.
class LogTail {
 public:
  LogTail(std::string name, std::unique_ptr<WatchedFile> file, LineFilter filter);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] WallTime modified() const { return file_->modified(); }
  [[nodiscard]] bool has_its_name() const { return file_->has_its_name(); }

  /// The last `most` lines of those that the filter takes. Only for a tail that has not been read yet.
  void read_last(std::size_t most, const LineSink& sink);
  /// What has been added; all of it, if the file was cut off at its start.
  void read_new(const LineSink& sink);
  /// A last line without a line end, if the filter takes it.
  void read_rest(const LineSink& sink);
  /// Goes on at the start of another file, which took the name of this one. What was left to read of this one must have been read.
  void go_on_with(std::unique_ptr<WatchedFile> file);

 private:
  std::string name_;
  std::unique_ptr<WatchedFile> file_;
  LineFilter filter_;
  LineChooser chooser_;
  LineCutter cutter_;
  std::uint64_t offset_ = 0;
};

}  // namespace stackup
