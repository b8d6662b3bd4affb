#pragma once
// What would have to come over a network.

#include "stackup/cli/session.h"
#include "stackup/plan/plan.h"

namespace stackup {

/// For --offline: fails with offline_missing and names all that is missing, before anything begins.
Task<Result<void>> check_nothing_missing(const Session& session, const Plan& plan);

}  // namespace stackup
