#pragma once
// Finds out what the machine is like, for the plan. Local: contacts the supervisor of the workspace, and nobody else.

#include "stackup/plan/assign_ports.h"
#include "stackup/plan/plan.h"
#include "stackup/steps/step_kind.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// What of the machine decides about ports. Those that a process of ours left behind holds are ours too: it is ended before the process is started again.
[[nodiscard]] PortFacts survey_ports(const Ports& ports, const RunState& state, const std::filesystem::path& state_directory, const std::vector<ProcessStatus>& processes,
                                     std::map<int, std::string> reserved);

/// After the death of a supervisor: wakes a new one if processes of an earlier one still run, so that they are seen and can be stopped.
Task<Result<void>> adopt_leftovers(const RunState& state, std::filesystem::path state_directory, Ports& ports);

/// Everything that make_plan wants to know about these steps.
[[nodiscard]] Facts survey(const std::vector<Step>& steps, const StepContext& context, std::vector<ProcessStatus> processes);

}  // namespace stackup
