#include "stackup/ui/make_renderer.h"

#include "stackup/ui/json_renderer.h"
#include "stackup/ui/plain_renderer.h"
#include "stackup/ui/quiet_renderer.h"
#include "stackup/ui/tty_renderer.h"

#include <utility>

namespace stackup {

std::unique_ptr<Renderer> make_renderer(Progress progress, Writer write, WallNow now, const Screen& screen) {
  switch (progress) {
    case Progress::moving:
      return std::make_unique<TtyRenderer>(std::move(write), std::move(now), screen);
    case Progress::quiet:
      return std::make_unique<QuietRenderer>(std::move(write), std::move(now), screen.style);
    case Progress::json:
      return std::make_unique<JsonRenderer>(std::move(write), std::move(now));
    case Progress::plain:
      break;
  }
  return std::make_unique<PlainRenderer>(std::move(write), std::move(now), screen.style);
}

}  // namespace stackup
