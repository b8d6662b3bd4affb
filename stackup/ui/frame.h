#pragma once
// The moving part of the screen while a run goes on: a line for each running step and one for the whole. Pure: the same state, screen and
// time give the same lines. No line is wider than the screen and there are always fewer lines than it has rows, so that they can be drawn
// over.

#include "stackup/event/run_state.h"
#include "stackup/ui/message.h"
#include "stackup/ui/screen.h"

#include <string>
#include <vector>

namespace stackup {

/// Empty when no run goes on.
[[nodiscard]] std::vector<std::string> frame(const RunState& state, const Screen& screen, WallTime now);

/// The line that stays on the screen when something happened: "✓ postgresql  init  0.6 s", in the same columns as the frame; notices may
/// take several.
[[nodiscard]] std::vector<std::string> lasting_lines(const Message& message, const RunState& state, const Screen& screen);

/// "━━━━━━──────" or "[######-----]", `columns` wide.
[[nodiscard]] std::string progress_bar(double fraction, int columns, const Style& style);

}  // namespace stackup
