#pragma once
// Two commands on one workspace: one at a time, and the second knows what the first does.

#include "stackup/cli/place.h"
#include "stackup/engine/flag.h"
#include "stackup/store/file_lock.h"

#include <optional>

namespace stackup {

class World;

/// What to do about a command that is at work already.
enum class WhileBusy {
  follow,  ///< show what it does, then go on
  cancel,  ///< ask `up` and `fetch` to end, as Ctrl-C would; wait for others
};

/// The right to change the workspace. Nothing if `stop` was set while another command had it.
Task<Result<std::optional<FileLock>>> take_turn(const Place& place, std::string verb, WhileBusy what, const Arguments& arguments, World& world, Flag& stop);

}  // namespace stackup
