#pragma once
// Which renderer shows a command's run: --json, --quiet, a terminal or none.

#include "stackup/cli/console.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/make_renderer.h"

#include <memory>

namespace stackup {

[[nodiscard]] Progress progress_of(const Arguments& arguments, Motion motion);
/// JSON goes to standard output, everything else to standard error.
[[nodiscard]] std::unique_ptr<Renderer> renderer_for(const Arguments& arguments, const Console& console, WallNow now);

}  // namespace stackup
