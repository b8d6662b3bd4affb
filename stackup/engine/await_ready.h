#pragma once
// Waits until a started process is ready. Ready means three things at once: its protocol answers, it is alive (whoever calls this also waits for its
// exit), and the socket that answered belongs to its tree: after a kill -9 an orphaned nginx or apache2 child keeps the port and answers in 10 ms.

#include "stackup/base/result.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/files.h"
#include "stackup/ports/network.h"
#include "stackup/ports/process_spec.h"
#include "stackup/ports/processes.h"

#include <cstdint>

namespace stackup {

/// The ports that processes need.
struct ProcessPorts {
  Clock& clock;
  Processes& processes;
  Network& network;
  Files& files;
};

/// What one start of a process has besides its spec.
struct StartedProcess {
  int pid = 0;
  std::uint64_t log_offset = 0;          ///< where its output began in the log
  const std::uint64_t* log_cut = nullptr; ///< bytes that were cut off the log's head since
  NotifySocket* notifications = nullptr;  ///< for NotifyProbe
  ProcessMark mark;
};

/// Where its output begins in the log now.
[[nodiscard]] std::uint64_t begin_of_output(const StartedProcess& process);

/// Tries at once, then after 1 ms, 2 ms, … 250 ms, until the probe succeeds or the spec's timeout is over. The Error (not_ready or foreign_listener) carries the
/// last answer.
Task<Result<void>> await_ready(const ProcessSpec& spec, StartedProcess process, ProcessPorts ports);

/// Asks once whether a process that has been ready still is. The Error says what the answer was.
Task<Result<void>> still_answers(const ProcessSpec& spec, StartedProcess process, ProcessPorts ports);

/// The last lines of what the process wrote since `offset`, at most `count`, printable.
[[nodiscard]] std::vector<std::string> log_tail(const Files& files, const std::filesystem::path& log, std::uint64_t offset, std::size_t count);

}  // namespace stackup
