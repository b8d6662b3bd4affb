#pragma once
// The renderers by what they are for.

#include "stackup/ui/renderer.h"
#include "stackup/ui/screen.h"

#include <memory>

namespace stackup {

enum class Progress { moving, plain, quiet, json };

/// `moving` only makes sense where `write` goes to a terminal.
[[nodiscard]] std::unique_ptr<Renderer> make_renderer(Progress progress, Writer write, WallNow now, const Screen& screen);

}  // namespace stackup
