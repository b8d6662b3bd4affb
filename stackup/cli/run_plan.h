#pragma once
// Carries a plan out under the eyes of whoever called: journal, screen, diary and, at the end, the summary.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"
#include "stackup/engine/flag.h"
#include "stackup/plan/plan.h"

#include <string>

namespace stackup {

class World;

struct RunRequestOptions {
  std::string verb;       ///< "up"
  std::string resume;     ///< the command that goes on after a failure
  std::vector<Event> first;  ///< told before the plan, e.g. what root has already installed
};

/// What --jobs says, at least 1; `otherwise` where it says no number.
[[nodiscard]] int jobs_of(const Arguments& arguments, int otherwise);

/// The exit code. Call with the workspace's lock held. A plan without work is reported and writes nothing.
Task<int> run_plan(Session& session, Plan plan, RunRequestOptions options, const Arguments& arguments, World& world, Flag& stop);

}  // namespace stackup
