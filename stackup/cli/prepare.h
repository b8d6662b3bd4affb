#pragma once
// What a run writes before its first step: what was chosen at the survey becomes lasting.

#include "stackup/cli/session.h"
#include "stackup/event/event.h"

namespace stackup {

/// The workspace's directory, what it remembers, and the key of its digests. Call with nothing surveyed yet.
Result<void> prepare_workspace(const Place& place, World& world);

/// Surveys, and makes newly chosen ports the workspace's own before another can choose them; chooses again where one was quicker.
Task<Result<void>> survey_and_reserve(Session& session, World& world);

/// Directories of all units, new secrets, ports (also in the user's registry). Each is told to `events`.
Result<void> keep_choices(Session& session, EventSink& events, World& world);

}  // namespace stackup
