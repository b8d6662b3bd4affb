#pragma once
// A run as JSON for programs: one event a line, in the format of journals (stackup/event/event_json.h).

#include "stackup/ui/renderer.h"
#include "stackup/ui/screen.h"

namespace stackup {

class JsonRenderer : public Renderer {
 public:
  JsonRenderer(Writer write, WallNow now);

  Result<void> emit(const Event& event) override;
  void tick(WallTime) override {}
  void close() override {}

 private:
  Writer write_;
  WallNow now_;
};

}  // namespace stackup
