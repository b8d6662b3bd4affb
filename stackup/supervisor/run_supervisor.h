#pragma once
// The body of the hidden `supervise` command: one supervisor for one workspace, until it is told to shut down.

#include "stackup/base/result.h"
#include "stackup/engine/await_ready.h"
#include "stackup/supervisor/log_keeper.h"

#include <boost/asio/io_context.hpp>

#include <filesystem>

namespace stackup {

struct SupervisorPlace {
  std::filesystem::path state;    ///< .stackup of the workspace
  std::filesystem::path runtime;  ///< holds control.sock
  LogLimit log_limit;             ///< of each log
};

/// Runs `context` until the supervisor has shut down. A success at once if the workspace already has a supervisor. TERM and INT stop everything in order;
/// HUP is ignored.
Result<void> run_supervisor(boost::asio::io_context& context, const SupervisorPlace& place, ProcessPorts ports, WritableFiles& files, LogPorts logs);

}  // namespace stackup
