#pragma once
// Running a recipe's command on behalf of a step, with progress from its output and an Error that tells what a person needs.

#include "stackup/ports/processes.h"
#include "stackup/steps/step_kind.h"

#include <filesystem>

namespace stackup {

struct CommandRequest {
  Program program;
  Expectation expect;
  int exit = 0;  ///< the code that counts as success
  std::filesystem::path log;
  Duration timeout{};
  ErrorCode failure = ErrorCode::step_failed;
};

/// Runs it for the step with id `step`; `what` names it in errors ("postgresql/init"). Returns its output.
Task<Result<std::string>> run_command(CommandRequest request, std::string step, StepContext context);

}  // namespace stackup
