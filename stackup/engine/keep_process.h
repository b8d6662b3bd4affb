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
//   ready        | ends well, policy does | stopped       | ProcessExited, ProcessStopped
//                | not restart it         |               |
//   ready        | fails, policy does not | failed        | ProcessExited, ProcessFailed
//                | restart it             |               |
//   ready        | its probe fails often  | backing off   | ProcessUnhealthy, ProcessBackingOff
//   ready        | upstream was restarted | backing off   | ProcessBackingOff
//   backing off  | delay is over and what | starting      | ProcessStarting, ProcessStarted
//                | it depends on is ready |               |
//   backing off  | too often              | failed        | ProcessFailed
//   any but end  | told to stop           | stopped       | ProcessStopping, ProcessStopped

#include "stackup/engine/await_ready.h"
#include "stackup/engine/flag.h"
#include "stackup/event/event.h"

#include <functional>
#include <memory>
#include <optional>

namespace stackup {

/// A process that an earlier supervisor started.
struct Adopted {
  std::unique_ptr<Process> process;  ///< null: it has ended meanwhile, and is started again
  bool was_ready = false;
  int restarts = 0;  ///< in a row, so far
};

struct KeeperPlace {
  std::filesystem::path runtime;  ///< a short directory for the notify socket
  ProcessMark mark;
  /// Of the processes that it depends on the first that is not ready; empty: none. Empty function: it depends on none.
  std::function<std::string()> missing_upstream;
};

class ProcessKeeper {
 public:
  ProcessKeeper(ProcessSpec spec, ProcessPorts ports, EventSink& events, boost::asio::any_io_executor executor, KeeperPlace place);

  /// Runs until the end of the table above. `adopted`: what an earlier supervisor knew of it. Call once.
  Task<void> keep(std::optional<Adopted> adopted);
  /// Asks it to stop; `done` is set when nothing of the process is left.
  void ask_to_stop() { stop_.set(); }
  /// Asks one that is ready to start anew, for the reason given.
  void ask_to_restart(std::string because);

  /// The head of its log was taken away.
  void log_was_cut(std::uint64_t bytes) { log_cut_ += bytes; }

  [[nodiscard]] bool is_asked_to_stop() const { return stop_.is_set(); }
  [[nodiscard]] const ProcessSpec& spec() const { return spec_; }
  /// Set while it is ready, or ended for good: whoever waits for readiness looks at the state then.
  [[nodiscard]] Flag& settled() { return settled_; }
  /// Set when keep() is over.
  [[nodiscard]] Flag& done() { return done_; }

 private:
  enum class Next { again, end };
  /// Why a process that runs can't go on as it is.
  struct Trouble {
    Error error;
    enum class Kind { never_ready, unhealthy, restart_asked } kind = Kind::never_ready;
  };

  Task<Next> run_once(std::unique_ptr<Process> process);
  Task<Next> watch(Process& process, StartedProcess started);
  Task<Trouble> become_ready(StartedProcess started);
  Task<Error> await_sickness(StartedProcess started);
  Task<Next> after_exit(Process& process, const Exit& exit, std::uint64_t log_offset);
  Task<Next> after_trouble(Process& process, Trouble trouble);
  Task<Next> back_off(Error because);
  Task<Next> wait_for_upstream();
  Task<Next> wait_unless_stopped(Duration delay);
  Task<void> finish_stop(Process& process);
  std::unique_ptr<Process> adopt(Adopted& adopted);
  Result<std::unique_ptr<Process>> spawn();
  Next give_up(Error error);
  Next end_stopped();
  Next end_for_good(const Exit& exit, std::uint64_t log_offset);
  void emit(const Event& event);
  [[nodiscard]] std::string missing_upstream() const { return place_.missing_upstream ? place_.missing_upstream() : std::string(); }
  [[nodiscard]] Error ended(ErrorCode code, std::string what, const Exit& exit, std::uint64_t log_offset) const;

  ProcessSpec spec_;
  ProcessPorts ports_;
  EventSink& events_;
  KeeperPlace place_;
  std::filesystem::path notify_path_;
  std::unique_ptr<NotifySocket> notifications_;
  boost::asio::any_io_executor executor_;
  Flag stop_, restart_, settled_, done_;
  std::string restart_reason_;
  bool was_ready_ = false;
  int restarts_ = 0;
  std::uint64_t log_cut_ = 0;  ///< since it was started
  Instant started_at_{};
};

}  // namespace stackup
