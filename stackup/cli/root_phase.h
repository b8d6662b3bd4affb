#pragma once
// Started as root: what needs root is done first, named before it is done; then root is given up for good.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"
#include "stackup/event/event.h"

#include <vector>

namespace stackup {

class World;

/// Installs the stack's missing packages and makes the user, then becomes that user and gives the session adapters that fit. Does nothing unless root. What was
/// made goes to `made`, for the journal. The exit code, 0 for success.
int do_root_actions(Session& session, const Arguments& arguments, World& world, std::vector<Event>& made);
/// Gives up root without having needed it.
int give_up_root(const Arguments& arguments, World& world);

}  // namespace stackup
