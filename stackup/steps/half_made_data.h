#pragma once
// Data directories whose first step was killed or failed: tools such as initdb refuse what is left, so it is cleared before the next attempt. What
// anything else has put into a data directory is never touched.

#include "stackup/plan/plan.h"
#include "stackup/steps/step_kind.h"

#include <filesystem>
#include <string>

namespace stackup {

/// Before a step that is done per data directory: if that is empty, the journal says that what will be in it is half made.
Result<void> note_data_begun(const std::filesystem::path& data, const std::string& step, StepContext context);
/// After it: it is in use from now on.
Result<void> note_data_made(const std::filesystem::path& data, const std::string& step, StepContext context);
/// At the beginning of a run, never later: empties the directories of the plan's steps that the journal knows for half made, unless a process of their unit runs.
Task<Result<void>> clear_half_made_data(const Plan& plan, StepContext context);

}  // namespace stackup
