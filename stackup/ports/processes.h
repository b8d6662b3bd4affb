#pragma once
// Starting programs. `run` is for commands that end, `spawn` for services that outlive stackup.

#include "stackup/base/result.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/process_mark.h"
#include "stackup/ports/program.h"
#include "stackup/ports/task.h"

#include <functional>
#include <memory>
#include <vector>

namespace stackup {

struct RunRequest {
  Program program;
  std::filesystem::path log;   ///< stdout and stderr are appended here; empty: kept in memory only
  ProcessMark mark;
  Duration timeout{};          ///< 0: none. After it the whole session gets TERM, then KILL
  std::size_t keep = 1 << 20;  ///< bytes of stdout (the last) to return
  /// Called for each complete line of either output, for progress. May be empty.
  std::function<void(const std::string& line)> on_line;
};

struct RunOutcome {
  Exit exit;
  std::string output;             ///< stdout
  std::vector<std::string> tail;  ///< last lines of both, at most 20, in the order of arrival
  bool timed_out = false;
};

struct ProcessIdentity {
  int pid = 0;
  std::uint64_t start_ticks = 0;  ///< field 22 of /proc/PID/stat, proc(5): tells a reused pid apart
  std::string boot_id;            ///< /proc/sys/kernel/random/boot_id

  bool operator==(const ProcessIdentity&) const = default;
};

/// A running process; destroying the handle leaves the process alone.
class Process {
 public:
  virtual ~Process() = default;
  [[nodiscard]] virtual const ProcessIdentity& identity() const = 0;
  virtual Task<Exit> wait() = 0;
  [[nodiscard]] virtual bool is_alive() const = 0;
  /// To the process's whole tree: everything that carries its mark, and every descendant of that.
  virtual void signal_tree(int signal) = 0;
  /// To the main process alone.
  virtual void signal(int signal) = 0;
  /// Members of the tree that are still alive (zombies do not count).
  [[nodiscard]] virtual std::vector<int> survivors() const = 0;
};

struct SpawnRequest {
  Program program;
  std::filesystem::path log;  ///< opened O_APPEND 0600 for stdout and stderr: no pipe, so nobody blocks when stackup dies
  ProcessMark mark;
};

class Processes {
 public:
  virtual ~Processes() = default;
  /// Runs to the end in a session of its own. Fails only if the program could not be started; a bad exit code is an outcome.
  virtual Task<Result<RunOutcome>> run(RunRequest request) = 0;
  virtual Result<std::unique_ptr<Process>> spawn(const SpawnRequest& request) = 0;
  /// A process that an earlier supervisor started, if it still is that one.
  virtual std::unique_ptr<Process> adopt(const ProcessIdentity& identity, ProcessMark mark) = 0;
  /// What carries the mark and is alive, as one process with its tree: the one that was spawned, or the oldest of what it left behind. Null: nothing.
  virtual std::unique_ptr<Process> find(ProcessMark mark) = 0;
  /// Whether something that carried the mark is dead and waits to be reaped by somebody else. Who asks by pid (kill(2) with signal 0) takes it for alive.
  [[nodiscard]] virtual bool is_unreaped(ProcessMark mark) const = 0;
  /// To everything alive that carries one of the marks, and to all descendants of that.
  virtual void signal_all(const std::vector<ProcessMark>& marks, int signal) = 0;
  /// Whether all of that has been stopped by a signal (SIGSTOP).
  [[nodiscard]] virtual bool are_stopped(const std::vector<ProcessMark>& marks) const = 0;
  /// The marks of the same workspace that something alive carries.
  [[nodiscard]] virtual std::vector<ProcessMark> marks_like(ProcessMark mark) const = 0;
};

}  // namespace stackup
