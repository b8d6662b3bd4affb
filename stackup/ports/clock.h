#pragma once
// Time, so that tests can make their own.

#include "stackup/base/duration.h"
#include "stackup/ports/task.h"

#include <chrono>

namespace stackup {

/// Since an arbitrary start; never goes back.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;
/// Calendar time, for journals and people.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual WallTime wall_now() const = 0;
  virtual Task<void> sleep_for(Duration duration) = 0;
};

}  // namespace stackup
