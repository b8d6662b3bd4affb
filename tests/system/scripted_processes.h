#pragma once
// Processes that run nothing: each request is recorded and answered by the next scripted run.

#include "stackup/ports/processes.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace stackup::testing {

struct ScriptedRun {
  std::vector<std::string> lines;  ///< what the program prints
  int code = 0;
};

class ScriptedProcesses : public Processes {
 public:
  std::deque<Result<ScriptedRun>> runs;
  std::vector<RunRequest> requests;

  Task<Result<RunOutcome>> run(RunRequest request) override {
    requests.push_back(request);
    if (runs.empty()) co_return fail(Error(ErrorCode::bug, "no run is scripted for " + request.program.arguments[0]));
    auto next = runs.front();
    runs.pop_front();
    if (!next) co_return fail(next);
    RunOutcome outcome;
    outcome.exit.code = next->code;
    for (const auto& line : next->lines) {
      outcome.output += line + "\n";
      if (request.on_line) request.on_line(line);
    }
    co_return outcome;
  }
  Result<std::unique_ptr<Process>> spawn(const SpawnRequest&) override { return fail(Error(ErrorCode::bug, "spawn is not scripted")); }
  std::unique_ptr<Process> adopt(const ProcessIdentity&, ProcessMark) override { return nullptr; }
  std::unique_ptr<Process> find(ProcessMark) override { return nullptr; }
  [[nodiscard]] bool is_unreaped(ProcessMark) const override { return false; }
  void signal_all(const std::vector<ProcessMark>&, int) override {}
  [[nodiscard]] bool are_stopped(const std::vector<ProcessMark>&) const override { return false; }
  [[nodiscard]] std::vector<ProcessMark> marks_like(ProcessMark) const override { return {}; }
};

/// A clock that jumps to the end of every sleep.
class JumpingClock : public Clock {
 public:
  Instant time{};
  WallTime wall{};

  [[nodiscard]] Instant now() const override { return time; }
  [[nodiscard]] WallTime wall_now() const override { return wall; }
  Task<void> sleep_for(Duration duration) override {
    time += duration;
    co_return;
  }
};

}  // namespace stackup::testing
