#pragma once
// The fold of all events: what is known about a workspace. Status, the live screen, JSON, recovery and tests share this one reducer.

#include "stackup/event/event.h"
#include "stackup/ports/supervision.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace stackup {

/// The last time a step was done.
struct StepRecord {
  std::string digest;
  Outputs outputs;
  WallTime at{};
  Duration took{};

  bool operator==(const StepRecord&) const = default;
};

enum class StepPhase { waiting, running, done, failed, skipped };

/// A step in the present (or last) run.
struct StepView {
  PlannedStep planned;
  StepPhase phase = StepPhase::waiting;
  WallTime since{};
  Duration took{};
  double fraction = -1;
  std::string text;              ///< progress, or why it was skipped
  std::optional<Error> error;

  bool operator==(const StepView&) const = default;
};

struct RunView {
  RunStarted started;
  WallTime at{};
  std::vector<StepView> steps;   ///< in plan order
  int up_to_date = 0;
  std::optional<RunFinished> finished;

  [[nodiscard]] StepView* find(const StepId& id);
  [[nodiscard]] const StepView* find(const StepId& id) const;
  bool operator==(const RunView&) const = default;
};

struct ProcessRecord {
  ProcessState state = ProcessState::stopped;
  ProcessIdentity identity;      ///< pid 0: none
  std::string digest;
  WallTime since{};
  int restarts = 0;
  std::string detail;
  std::optional<Error> error;

  /// What can be said of it: what it left behind is stopped before anything else is told of one that has ended, and meanwhile it serves nobody.
  [[nodiscard]] ProcessState now() const { return state == ProcessState::ready && identity.pid == 0 ? ProcessState::backing_off : state; }
  bool operator==(const ProcessRecord&) const = default;
};

struct RunState {
  std::map<StepId, StepRecord> done;
  std::set<StepId> unfinished;   ///< begun and neither finished nor failed: interrupted
  std::map<std::pair<std::string, std::string>, int> ports;   ///< {unit, name} → number
  std::set<std::pair<std::string, std::string>> things;       ///< {kind, name}
  std::optional<RunView> run;    ///< the last one
  std::map<std::string, ProcessRecord> processes;

  bool operator==(const RunState&) const = default;
};

[[nodiscard]] RunState apply(RunState state, const Event& event, WallTime at);

}  // namespace stackup
