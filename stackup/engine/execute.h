#pragma once
// Carries a plan out: every step as soon as what it needs is done, as many at a time as allowed.

#include "stackup/engine/flag.h"
#include "stackup/plan/plan.h"
#include "stackup/steps/step_kind.h"

#include <string>
#include <vector>

namespace stackup {

struct ExecuteOptions {
  int jobs = 4;  ///< steps at a time; waiting for readiness does not count
};

struct FailedStep {
  std::string id;
  Error error;
};

struct Execution {
  RunOutcomeKind outcome = RunOutcomeKind::ok;
  std::vector<FailedStep> failed;
  std::vector<std::pair<std::string, std::string>> skipped;  ///< step, the step that it waited for
  int done = 0;
};

/// Emits PlanMade, then what happens to each step. Dependants of a failed step are skipped, the rest goes on. When `stop` is set the running steps are
/// cancelled, and nothing else begins.
Task<Execution> execute(const Plan& plan, StepContext context, ExecuteOptions options, Flag& stop);

}  // namespace stackup
