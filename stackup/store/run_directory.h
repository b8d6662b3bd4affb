#pragma once
// A workspace's .stackup directory: where its journals and locks are.
//
// runs/ID.jsonl is the journal of one run. When there are many, the older ones are folded into runs/ID.base.jsonl, which stands for every run up to ID: whatever
// is left of those (a kill may leave some) does not count any more.

#include "stackup/base/result.h"
#include "stackup/event/run_state.h"
#include "stackup/store/file_lock.h"
#include "stackup/store/journal.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace stackup {

/// When the older runs are folded into one journal: from so many, or so many bytes, on. The newest `kept_runs` (fewer if they are long) stay, for people.
struct RunLimits {
  std::size_t most_runs = 60;
  std::size_t most_bytes = 1024 * 1024;
  std::size_t kept_runs = 20;
};

class RunDirectory {
 public:
  explicit RunDirectory(std::filesystem::path state, RunLimits limits = {}) : state_(std::move(state)), limits_(limits) {}

  /// Journals of runs that no base stands for, oldest first.
  [[nodiscard]] std::vector<std::filesystem::path> runs() const;
  /// The fold of all run journals and of the supervisor's. Needs no lock.
  [[nodiscard]] RunState load() const;
  /// The right to change this workspace; fails with workspace_busy and names who has it.
  [[nodiscard]] Result<FileLock> lock(const std::string& verb) const;
  /// Sends a signal to the command that has it, if it can be told which that is.
  bool signal_lock_holder(int signal) const;
  /// A new run journal. Call with the lock held.
  [[nodiscard]] Result<std::unique_ptr<Journal>> begin_run(const Clock& clock) const;

  [[nodiscard]] std::filesystem::path run_lock() const { return state_ / "run.lock"; }
  [[nodiscard]] std::filesystem::path process_journal() const { return state_ / "processes.jsonl"; }
  [[nodiscard]] std::filesystem::path process_specs() const { return state_ / "processes"; }
  [[nodiscard]] std::filesystem::path supervisor_lock() const { return state_ / "supervisor.lock"; }
  [[nodiscard]] std::filesystem::path supervisor_log() const { return state_ / "logs" / "supervisor.log"; }

 private:
  struct History;

  [[nodiscard]] History history() const;
  /// Call with the lock held. What can't be done now is done another time.
  void fold_old_runs() const;

  std::filesystem::path state_;
  RunLimits limits_;
};

}  // namespace stackup
