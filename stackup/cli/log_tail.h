#pragma once
// Logs of a workspace: which there are, which of them a word means, and their lines, first the last ones and then what is added.

#include "stackup/cli/kept_log.h"
#include "stackup/cli/log_lines.h"

#include <cstdint>
#include <filesystem>
#include <functional>
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

using LineSink = std::function<void(LogLine line)>;

/// Who follows and is further behind than this reads on near the end, and says so.
constexpr std::uint64_t most_behind = 4U << 20;
constexpr std::uint64_t near_the_end = 64U << 10;

/// One log, read as it grows.
class LogTail {
 public:
  /// Times cost a look into the index.
  enum class Times { wanted, unwanted };

  LogTail(std::string name, KeptLog log, LineFilter filter, Times times = Times::unwanted);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] WallTime modified() const { return log_.modified(); }
  [[nodiscard]] bool has_its_name() const { return log_.has_its_name(); }

  /// The last `most` lines of those that the filter takes. Only for a tail that has not been read yet.
  void read_last(std::size_t most, const LineSink& sink);
  /// What has been added; all of it, if the file was cut off at its start; of very much only the end.
  void read_new(const LineSink& sink);
  /// A last line without a line end, if the filter takes it.
  void read_rest(const LineSink& sink);
  /// Goes on at the start of another file, which took the name of this one. What was left to read of this one must have been read.
  void go_on_with(KeptLog log);

 private:
  enum class Reading { what_was_there, what_comes };
  void read_to_end(const LineSink& sink, Reading reading);
  void take(KeptLog::Piece piece, const LineSink& sink, Reading reading);
  void show(std::string text, LogPlace end, const LineSink& sink, Reading reading);

  std::string name_;
  KeptLog log_;
  LineFilter filter_;
  Times times_;
  LineChooser chooser_;
  LineCutter cutter_;
  LogPlace end_ = 0;         ///< of what was read
  std::uint64_t missed_ = 0; ///< to be told
  bool is_torn_ = false;     ///< what comes up to the next line end is the rest of a line that was not read
};

}  // namespace stackup
