#pragma once
// Keeps the logs of a workspace small, and notes when what was written to them arrived.
//
// Writers write straight into their files and know nothing of this: who keeps the logs may die and come back, and nothing is lost but the exact time of what
// arrived meanwhile. It wakes when something is written, looks at all logs once, and then rests: a storm costs a few looks a second, silence nothing.

#include "stackup/supervisor/log_index.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>

namespace stackup {

class FileWatch;
class Files;

struct LogPorts {
  Clock& clock;
  Files& files;
  LogFiles& logs;
  FileWatch& watch;
};

class LogKeeper {
 public:
  /// Is told of every cut: places in the file that others remember have moved this much nearer to its start.
  using CutSink = std::function<void(const std::filesystem::path& log, std::uint64_t shorter_by)>;

  /// `directory` is .stackup/logs and need not exist.
  LogKeeper(std::filesystem::path directory, LogPorts ports, LogLimit limit, CutSink on_cut);

  /// Never ends.
  Task<void> keep();

 private:
  struct KeptFile {
    LogHead head;
    LogPlace known_end = 0;        ///< of what has been seen
    std::uint64_t index_end = 0;   ///< where the next arrival is written
    std::uint64_t stubborn = 0;    ///< the length at which it could not be cut
  };

  [[nodiscard]] bool watch_directories();
  [[nodiscard]] std::vector<std::filesystem::path> logs() const;
  Task<void> look_at_all();
  Task<void> look_at(std::filesystem::path log);
  [[nodiscard]] KeptFile found(const std::filesystem::path& log, const LogFileState& state) const;
  void begin_index(const std::filesystem::path& log, KeptFile& kept);
  void note_arrival(const std::filesystem::path& log, KeptFile& kept, LogArrival arrival);
  Task<void> cut(std::filesystem::path log, KeptFile& kept, std::uint64_t bytes);
  void write_head(const std::filesystem::path& log, const KeptFile& kept);
  void forget_what_is_gone(const std::filesystem::path& log, KeptFile& kept);
  [[nodiscard]] std::filesystem::path index_of(const std::filesystem::path& log) const { return log_index_path(directory_, log); }

  std::filesystem::path directory_;
  LogPorts ports_;
  LogLimit limit_;
  CutSink on_cut_;
  std::map<std::filesystem::path, KeptFile> kept_;
  Duration rest_{};  ///< after this look
  enum class Looks { first, later } looks_ = Looks::first;  ///< what the first one finds was written while nobody watched
};

}  // namespace stackup
