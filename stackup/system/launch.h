#pragma once
// How every program is started; private to this module.

#include "stackup/base/result.h"
#include "stackup/ports/process_mark.h"
#include "stackup/ports/program.h"
#include "stackup/system/child.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace stackup {

struct Streams {
  int in = -1;   ///< -1: /dev/null
  int out = -1;
  int err = -1;
};

/// Starts the program in a new session with exactly these three descriptors (all others are closed in it) and the mark. The descriptors stay the caller's.
Result<std::unique_ptr<Child>> launch(boost::asio::any_io_executor executor, const Program& program, Streams streams, ProcessMark mark);

/// Opens a log to append to, 0600, with its directory (0700). -1 and errno on failure.
[[nodiscard]] int open_log(const std::filesystem::path& log);
/// As Exit from waitpid's status.
[[nodiscard]] Exit exit_from_status(int status);

}  // namespace stackup
