#pragma once
// Keeps one process running until it is told to stop or its restart policy gives up.
//
//   state        | event                  | next          | emitted
//   -------------+------------------------+---------------+------------------------------------------
//   (begin)      | spawned                | starting      | ProcessStarting, ProcessStarted
//   (begin)      | could not be spawned   | failed        | ProcessStarting, ProcessFailed
//   (begin)      | adopted                | as it was     | -
//   starting     | probe succeeds         | ready         | ProcessReady
//   starting     | probe times out        | failed        | ProcessFailed (the process is ended)
//   starting     | exits, never was ready | failed        | ProcessExited, ProcessFailed
//   starting     | exits, was ready once  | backing off   | ProcessExited, ProcessBackingOff
//   ready        | exits, policy restarts | backing off   | ProcessExited, ProcessBackingOff
//   ready        | exits, policy does not | stopped       | ProcessExited, ProcessStopped
//   backing off  | delay is over          | starting      | ProcessStarting, ProcessStarted
//   backing off  | too often              | failed        | ProcessFailed
//   any but end  | told to stop           | stopped       | ProcessStopping, ProcessStopped

#include "stackup/engine/await_ready.h"
#include "stackup/engine/flag.h"
#include "stackup/event/event.h"

#include <memory>
#include <optional>

namespace stackup {

/// A process that an earlier supervisor started.
struct Adopted {
  std::unique_ptr<Process> process;
  bool was_ready = false;
  int restarts = 0;  ///< in a row, so far
};

struct KeeperPlace {
  std::filesystem::path runtime;  ///< a short directory for the notify socket
  ProcessMark mark;
};

class ProcessKeeper {
 public:
  ProcessKeeper(ProcessSpec spec, ProcessPorts ports, EventSink& events, boost::asio::any_io_executor executor, KeeperPlace place);

  /// Runs until the end of the table above. Call once.
  Task<void> keep(std::optional<Adopted> adopted);
  /// Asks it to stop; `done` is set when nothing of the process is left.
  void ask_to_stop() { stop_.set(); }

  [[nodiscard]] const ProcessSpec& spec() const { return spec_; }
  /// Set while it is ready, or ended for good: whoever waits for readiness looks at the state then.
  [[nodiscard]] Flag& settled() { return settled_; }
  /// Set when keep() is over.
  [[nodiscard]] Flag& done() { return done_; }

 private:
  enum class Next { again, end };

  Task<Next> run_once(std::optional<Adopted> adopted);
  Task<Next> watch(Process& process, StartedProcess started);
  Task<std::optional<Error>> become_ready(StartedProcess started);
  Task<Next> after_exit(Process& process, const Exit& exit, std::uint64_t log_offset);
  Task<Next> back_off(const Exit& exit);
  Task<void> finish_stop(Process& process);
  std::unique_ptr<Process> adopt(Adopted& adopted);
  Result<std::unique_ptr<Process>> spawn();
  Next give_up(Error error);
  void emit(const Event& event);
  [[nodiscard]] Error exited_early(const Exit& exit, std::uint64_t log_offset) const;

  ProcessSpec spec_;
  ProcessPorts ports_;
  EventSink& events_;
  std::filesystem::path notify_path_;
  ProcessMark mark_;
  std::unique_ptr<NotifySocket> notifications_;
  boost::asio::any_io_executor executor_;
  Flag stop_, settled_, done_;
  bool was_ready_ = false;
  int restarts_ = 0;
  Instant started_at_{};
};

}  // namespace stackup
