#pragma once
// `stackup up`, and its middle part for the verbs that end in it (reset, start).

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"
#include "stackup/engine/flag.h"
#include "stackup/event/event.h"

#include <vector>

namespace stackup {

class World;

/// Surveys, plans, and carries the plan out. Call with the lock held and the workspace prepared. The exit code.
Task<int> bring_up(Session& session, std::vector<Event> first, const Arguments& arguments, World& world, Flag& stop);
/// The command that goes on after a failure of `verb`, as it can be typed from here.
[[nodiscard]] std::string resume_command(const Place& place, std::string_view verb, World& world);

}  // namespace stackup
