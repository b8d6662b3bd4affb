#include "stackup/ui/quiet_renderer.h"

#include "stackup/ui/message.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {

QuietRenderer::QuietRenderer(Writer write, WallNow now, Style style) : write_(std::move(write)), now_(std::move(now)), style_(style) {}

Result<void> QuietRenderer::emit(const Event& event) {
  state_ = apply(std::move(state_), event, now_());
  const auto message = message_of(event, state_);
  if (!message || message->role != Role::bad) return {};
  const auto subject = message->unit.empty() ? message->title : fmt::format("{}: {}", message->unit, message->title);
  const auto text = message->spoken.empty() ? subject : fmt::format("{}: {}", subject, message->spoken);
  write_(painted(text, Role::bad, style_) + "\n");
  return {};
}

}  // namespace stackup
