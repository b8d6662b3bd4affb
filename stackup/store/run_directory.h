#pragma once
// A workspace's .stackup directory: where its journals and locks are.

#include "stackup/base/result.h"
#include "stackup/event/run_state.h"
#include "stackup/store/file_lock.h"
#include "stackup/store/journal.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace stackup {

class RunDirectory {
 public:
  explicit RunDirectory(std::filesystem::path state) : state_(std::move(state)) {}

  /// Run journals, oldest first.
  [[nodiscard]] std::vector<std::filesystem::path> runs() const;
  /// The fold of all run journals and of the supervisor's.
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
  std::filesystem::path state_;
};

}  // namespace stackup
