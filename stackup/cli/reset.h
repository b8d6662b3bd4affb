#pragma once
// `stackup reset`, and its middle part for `stackup snapshot restore`, which puts something in the place of what it removes.

#include "stackup/cli/reset_plan.h"
#include "stackup/cli/verb.h"
#include "stackup/engine/flag.h"
#include "stackup/ports/task.h"

#include <optional>
#include <string>

namespace stackup {

class World;

struct ResetRequest {
  ResetKind kind = ResetKind::data;
  std::vector<std::string> words;       ///< units, or the workspace's name
  std::optional<std::string> snapshot;  ///< what comes back; without one a reset of all data takes the checkpoint, if it still fits
};

/// Removes, puts back, and brings up again what ran before. The exit code.
Task<int> reset_session(Session& session, ResetRequest request, const Arguments& arguments, World& world, Flag& stop);

}  // namespace stackup
