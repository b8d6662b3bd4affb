#include "stackup/cli/on_workspace.h"

#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/world.h"

#include <utility>

namespace stackup {

int on_workspace(const Arguments& arguments, World& world, const std::function<Task<int>(Session& session, Flag& stop)>& body) {
  if (const int code = give_up_root(arguments, world); code != 0) return code;
  auto place = existing_place(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format_of(arguments), world.console());
  int code = 0;
  const auto session = open_session(std::move(*place), {}, world, code);
  if (!session) return code;
  return run_on_loop(world, [&](Flag& stop) { return body(*session, stop); });
}

}  // namespace stackup
