#pragma once
// What people read when a run has gone well: where to click, where the credentials are, what to type next, and where the time went.

#include "stackup/event/run_state.h"
#include "stackup/ui/screen.h"
#include "stackup/ui/status_report.h"

#include <string>
#include <vector>

namespace stackup {

struct NextCommand {
  std::string command;
  std::string meaning;
};

struct SuccessReport {
  struct Credential {
    std::string unit;
    std::string user;   ///< may be empty
    std::string where;  ///< the 0600 file, or the command that shows it; never the secret itself
  };
  struct StepTime {
    std::string unit;
    std::string title;
    Duration took{};
  };

  std::vector<std::string> targets;
  std::vector<Link> links;
  std::vector<Credential> credentials;
  std::vector<NextCommand> next;
  std::vector<std::string> notices;
  std::vector<StepTime> longest;  ///< the three that took longest, longest first
  int done = 0;
  int up_to_date = 0;
  Duration took{};
};

/// Counts, times and targets of the run that has just finished; links, credentials and next commands are for the caller to add.
[[nodiscard]] SuccessReport success_report(const RunState& state);
/// status, logs of `process` (none if empty), down.
[[nodiscard]] std::vector<NextCommand> usual_next_commands(const std::string& process);

/// Or, when there was nothing to do: "Everything is up to date: 9 steps, nothing to do (41 ms)" and the links.
[[nodiscard]] std::string render_success(const SuccessReport& report, const Screen& screen);
/// {"v":1,"kind":"success",…}
[[nodiscard]] std::string success_json(const SuccessReport& report);

}  // namespace stackup
