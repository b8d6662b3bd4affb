#pragma once
// What start, stop and restart share: they act on processes of a running (or stopped) workspace without reading the plan again.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"

#include <functional>
#include <string>
#include <vector>

namespace stackup {

class World;

/// Opens the workspace and calls `act` with the processes that the words name (units, or UNIT/PROCESS; none: all), in starting order. The exit code.
int act_on_processes(const Arguments& arguments, World& world, const std::function<Task<int>(Session& session, std::vector<std::string> ids)>& act);

}  // namespace stackup
