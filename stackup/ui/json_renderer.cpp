#include "stackup/ui/json_renderer.h"

#include "stackup/event/event_json.h"

#include <utility>

namespace stackup {

JsonRenderer::JsonRenderer(Writer write, WallNow now) : write_(std::move(write)), now_(std::move(now)) {}

Result<void> JsonRenderer::emit(const Event& event) {
  write_(to_json_line({now_(), event}) + "\n");
  return {};
}

}  // namespace stackup
