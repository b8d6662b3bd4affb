#include "stackup/cli/renderer_for.h"

#include <utility>

namespace stackup {

Progress progress_of(const Arguments& arguments, Motion motion) {
  if (arguments.has("--json")) return Progress::json;
  if (arguments.has("--quiet")) return Progress::quiet;
  return motion == Motion::possible ? Progress::moving : Progress::plain;
}

std::unique_ptr<Renderer> renderer_for(const Arguments& arguments, const Console& console, WallNow now) {
  const auto progress = progress_of(arguments, console.err_motion);
  return make_renderer(progress, progress == Progress::json ? console.out : console.err, std::move(now), console.err_screen);
}

}  // namespace stackup
