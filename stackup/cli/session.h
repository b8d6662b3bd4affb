#pragma once
// One command's view of a workspace: its recipes, its stack, its state, and what would have to be done.

#include "stackup/cli/front_end.h"
#include "stackup/cli/workspace_ports.h"
#include "stackup/event/run_state.h"
#include "stackup/plan/assign_ports.h"
#include "stackup/plan/build_steps.h"
#include "stackup/plan/plan.h"
#include "stackup/steps/step_kind.h"
#include "stackup/store/port_hold.h"

#include <memory>
#include <set>
#include <vector>

namespace stackup {

struct Session {
  Place place;
  Recipes recipes;
  Stack stack;
  Assignments assignments;
  BuildOptions options;
  RunState state;                        ///< from the journals
  std::vector<ProcessStatus> processes;  ///< from the supervisor
  std::vector<PortChoice> ports;
  std::set<int> ports_of_others;         ///< that stacks of other users were seen to hold
  std::vector<PortHold> holds;           ///< until the command ends
  std::vector<SecretId> new_secrets;     ///< chosen, but not yet written
  std::vector<Step> steps;
  std::unique_ptr<WorkspacePorts> adapters;

  [[nodiscard]] StepContext context(EventSink& events) const { return {adapters->ports(), events, state, place.state() / "logs"}; }
};

/// What a command wants of the steps.
struct SessionOptions {
  BuildOptions::Pull pull = BuildOptions::Pull::no;
  BuildOptions::Smoke smoke = BuildOptions::Smoke::yes;
  BuildOptions::Network network = BuildOptions::Network::reachable;
};

/// Reads recipes and resolves them: touches nothing. All mistakes are told to the console; nothing if there was any, and then `exit_code` says what to end with.
[[nodiscard]] std::unique_ptr<Session> open_session(Place place, SessionOptions options, World& world, int& exit_code);
/// Looks at the machine: state, processes, ports, secrets; builds the steps. Writes nothing.
Task<Result<void>> survey_session(Session& session, World& world);
/// What is to be done, after survey_session.
[[nodiscard]] Plan plan_session(const Session& session);

}  // namespace stackup
