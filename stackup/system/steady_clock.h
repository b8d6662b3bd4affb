#pragma once
// The real time.

#include "stackup/ports/clock.h"

namespace stackup {

class SteadyClock : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] WallTime wall_now() const override;
  Task<void> sleep_for(Duration duration) override;
};

}  // namespace stackup
