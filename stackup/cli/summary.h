#pragma once
// What a run says at its end.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"
#include "stackup/event/run_state.h"
#include "stackup/plan/plan.h"
#include "stackup/ui/status_report.h"

#include <string>
#include <vector>

namespace stackup {

class World;

/// Nothing had to be done.
void show_up_to_date(const Session& session, const Plan& plan, const Arguments& arguments, World& world);
/// Success: links, credentials, next commands. Failure: what, why, and the one command that goes on.
void show_outcome(const Session& session, const Plan& plan, const RunState& run, const std::string& resume, const Arguments& arguments, World& world);

/// All units' links, expanded.
[[nodiscard]] std::vector<Link> links_of(const Session& session);

}  // namespace stackup
