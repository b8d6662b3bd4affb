#pragma once
// What people read when a run has not gone well: what failed and why, what was left out because of it, and the one command that goes on.

#include "stackup/base/error.h"
#include "stackup/event/run_state.h"
#include "stackup/ui/screen.h"

#include <string>
#include <vector>

namespace stackup {

struct FailureReport {
  struct Failed {
    std::string unit;
    std::string title;
    Error error;
  };
  struct Skipped {
    std::string unit;
    std::string title;
    std::string because;
  };

  RunOutcomeKind outcome = RunOutcomeKind::failed;  ///< failed or interrupted
  std::string verb;
  std::vector<Failed> failed;
  std::vector<Skipped> skipped;
  int done = 0;
  int all = 0;
  Duration took{};
  std::string resume;  ///< the command that goes on, as it can be typed
};

[[nodiscard]] FailureReport failure_report(const RunState& state, std::string resume);

/// `sources` has the texts that errors point at.
[[nodiscard]] std::string render_failure(const FailureReport& report, const Sources& sources, const Screen& screen);

}  // namespace stackup
