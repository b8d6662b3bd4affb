#pragma once
// The running processes of a workspace, as the commands see them. The supervisor implements it; commands reach it through its control socket.

#include "stackup/base/result.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/process_spec.h"
#include "stackup/ports/task.h"

#include <optional>
#include <string>
#include <vector>

namespace stackup {

enum class ProcessState { starting, ready, backing_off, stopping, stopped, failed };
[[nodiscard]] std::string_view to_string(ProcessState state);

struct ProcessStatus {
  std::string id;
  std::string unit;
  ProcessState state = ProcessState::stopped;
  int pid = 0;             ///< 0: none now
  std::string digest;
  WallTime since{};        ///< when the present state began
  int restarts = 0;
  std::string detail;      ///< the last exit, the probe's last answer or the reason of a failure
  std::optional<Error> error;  ///< set when `failed`, and why it is started again when `backing_off`
  std::filesystem::path log;
  std::vector<int> ports;
  std::vector<std::string> upstream;  ///< ids of those that it depends on
  std::string cause;       ///< why one that is not ready is down, where that lies upstream: "postgresql/server is failed: No space left on device"

  bool operator==(const ProcessStatus&) const = default;
};

class Supervision {
 public:
  virtual ~Supervision() = default;
  /// Whether a supervisor is there now. Local and quick; starts none.
  [[nodiscard]] virtual bool is_running() const = 0;
  /// Starts the supervisor if there is none; a new one takes over what an earlier one left running.
  virtual Task<Result<void>> wake() = 0;
  /// Starts the process, or replaces a running one of the same id whose digest differs. Returns once it is spawned. Starts the supervisor if there is none.
  virtual Task<Result<void>> start(ProcessSpec spec) = 0;
  /// Waits until it is ready, or has failed for good (then the Error says why, with the last log lines).
  virtual Task<Result<void>> await_ready(std::string id) = 0;
  /// Stops these (none named: all), in reverse order, and waits until nothing of them is left. Unknown ids are left out.
  virtual Task<Result<void>> stop(std::vector<std::string> ids) = 0;
  /// Stops and starts again with the same spec.
  virtual Task<Result<void>> restart(std::string id) = 0;
  /// Holds everything that runs still, for who copies its data as of one moment. After `at_most` it all runs on by itself, whatever became of who asked. Nothing
  /// running is a success.
  virtual Task<Result<void>> freeze(Duration at_most) = 0;
  /// It all runs on. Fails with freeze_ended if it did so before: what was copied is not of one moment then.
  virtual Task<Result<void>> thaw() = 0;
  /// All processes known now; empty without a supervisor.
  virtual Task<Result<std::vector<ProcessStatus>>> status() = 0;
  /// Whether it has begun to stop everything and to end.
  [[nodiscard]] virtual bool is_ending() const { return false; }
  /// Waits for what a command that was killed has begun: the end of a supervisor that is ending already, and stops. What it says of the processes before is about
  /// to be untrue. For who knows that no other command is at work.
  virtual Task<void> settle();
  /// Stops everything and ends the supervisor; returns once it is gone. Nothing there is a success.
  virtual Task<Result<void>> shut_down() = 0;
  /// Ends the supervisor and leaves every process running, for another one to take over.
  virtual Task<Result<void>> hand_over() = 0;
};

}  // namespace stackup
