#pragma once
// Which events still matter. A journal only grows, but of what happened long ago the fold needs little: of a process that has crashed a thousand times
// the last crash.

#include "stackup/event/event_json.h"

#include <vector>

namespace stackup {

/// The places, ascending, of those events whose fold is the fold of all; whatever follows them then folds as it would after all.
[[nodiscard]] std::vector<std::size_t> needed_events(const std::vector<TimedEvent>& events);

}  // namespace stackup
