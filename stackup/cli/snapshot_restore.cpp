#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/reset.h"
#include "stackup/cli/snapshot.h"
#include "stackup/cli/world.h"

#include <utility>

namespace stackup {
namespace {

Task<int> restore(Session& session, const Arguments& arguments, World& world, Flag& stop) {
  auto name = snapshot_word(session.place);
  if (!name) co_return tell(name.error(), session.recipes.sources, format_of(arguments), world.console());
  ResetRequest request;
  request.snapshot = std::move(*name);
  const int code = co_await reset_session(session, std::move(request), arguments, world, stop);
  co_return code;
}

int run(const Arguments& arguments, World& world) {
  return on_workspace(arguments, world, [&](Session& session, Flag& stop) -> Task<int> {
    const int code = co_await restore(session, arguments, world, stop);
    co_return code;
  });
}

}  // namespace

Verb snapshot_restore_verb() {
  return {.name = "snapshot restore",
          .group = VerbGroup::change,
          .summary = "Bring the data of a snapshot back",
          .description = "Lists what goes and asks, then stops everything, puts the snapshot's data in the place of the present data, and brings up again what ran before. Steps whose recipe or "
                         "inputs have changed since the snapshot, such as a new migration, are done again over its data. The snapshot stays.",
          .positionals = {{"NAME", "Of the snapshot; before it, the workspace if not the one around the present directory is meant", 1, 2, Completes::nothing}},
          .options = {{"--yes", "-y", "", "Do not ask"}},
          .examples = {{"stackup snapshot restore before-lab3", "As it was before."}},
          .run = run};
}

}  // namespace stackup
