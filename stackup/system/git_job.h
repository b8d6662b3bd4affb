#pragma once
// What every blocking git function is given: the git program where there is one, the caller's flag, the caller's progress.

#include "stackup/system/git_errors.h"
#include "stackup/system/git_program.h"
#include "stackup/system/git_progress.h"

namespace stackup {

struct GitJob {
  const GitProgram* program;  ///< null: not installed
  const JobControl& control;
  GitProgress& progress;
};

}  // namespace stackup
