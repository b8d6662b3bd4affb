#pragma once
// One smoke check, also for `stackup smoke`.

#include "stackup/steps/step_kind.h"

namespace stackup {

/// Nothing is changed by it. The Error is a smoke_failed with what was expected and what came.
Task<Result<void>> run_smoke_check(const SmokeCheck& check, const std::filesystem::path& log, std::string step, StepContext context);

}  // namespace stackup
