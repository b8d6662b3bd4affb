#pragma once
// A run as lines that never move: for CI logs, files and screen readers. Every line stands alone: "[0:12] postgresql: init: done in 0.6 s".

#include "stackup/event/run_state.h"
#include "stackup/ui/renderer.h"
#include "stackup/ui/screen.h"

#include <map>
#include <string>

namespace stackup {

class PlainRenderer : public Renderer {
 public:
  PlainRenderer(Writer write, WallNow now, Style style);

  Result<void> emit(const Event& event) override;
  /// Says of a step that takes its time that it has started, and of one that has been silent for long that it still runs.
  void tick(WallTime now) override;
  void close() override {}

 private:
  void begin(const RunStarted& started, WallTime now);
  void announce(const PlanMade& plan, WallTime now);
  /// Of steps that have run for a second; the start of shorter ones is not worth a line.
  void tell_of_long_steps(WallTime now);
  void progress(const StepProgress& progress, WallTime now);
  void line(WallTime now, const std::string& unit, std::string_view text, Role role);

  Writer write_;
  WallNow now_;
  Style style_;
  RunState state_;
  WallTime began_{};
  std::map<StepId, WallTime> spoken_;  ///< when a running step was last mentioned
};

}  // namespace stackup
