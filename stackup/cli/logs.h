#pragma once
// `stackup logs`: what processes and steps have written.

#include "stackup/cli/log_tail.h"
#include "stackup/cli/verb.h"
#include "stackup/plan/stack.h"
#include "stackup/ui/screen.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stackup {

class Flag;

struct LogRequest {
  std::filesystem::path directory;
  std::vector<std::string> words;
  LineFilter filter;
  std::optional<std::size_t> lines;  ///< how many of each; nothing: as many as suit the number of logs, or all of a time
  LogTail::Times times = LogTail::Times::unwanted;
};

/// How many lines of each log are shown if nobody says how many.
[[nodiscard]] std::size_t usual_lines(std::size_t logs);

/// Shows the request's logs: what is there, then what is added.
class LogView {
 public:
  /// Makes a piece of output of a line.
  using LineWriter = std::function<std::string(const LogLine&)>;

  LogView(LogRequest request, const Files& files, FileWatch& watch, LineWriter line, Writer out);

  /// What to do with a last line that has no line end yet.
  enum class Unfinished { wait_for_its_end, show };
  /// The last lines of each log; the log that was written to last comes last.
  void show_last(Unfinished unfinished);
  /// Watches the directories, finds logs that are new and shows everything that was added.
  Result<void> show_new();

 private:
  [[nodiscard]] LineSink sink();
  [[nodiscard]] Result<KeptLog> open(const std::filesystem::path& log) const;
  Result<void> watch_directories();
  void open_logs();
  void flush();

  LogRequest request_;
  const Files& files_;
  FileWatch& watch_;
  LineWriter line_;
  Writer out_;
  std::map<std::string, LogTail> tails_;
  std::string pending_;
};

/// Goes on until `stop` is set.
Task<Result<void>> follow_logs(LogView& view, FileWatch& watch, Flag& stop);

/// What `logs` may be asked for before anything has been written: units, UNIT/PROCESS, UNIT/STEP.
[[nodiscard]] std::vector<std::string> log_words(const Stack& stack);

[[nodiscard]] Verb logs_verb();

}  // namespace stackup
