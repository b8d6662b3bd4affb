#pragma once
// A run of which one only wants to hear what went wrong (--quiet).

#include "stackup/event/run_state.h"
#include "stackup/ui/renderer.h"
#include "stackup/ui/screen.h"

namespace stackup {

class QuietRenderer : public Renderer {
 public:
  QuietRenderer(Writer write, WallNow now, Style style);

  Result<void> emit(const Event& event) override;
  void tick(WallTime) override {}
  void close() override {}

 private:
  Writer write_;
  WallNow now_;
  Style style_;
  RunState state_;
};

}  // namespace stackup
