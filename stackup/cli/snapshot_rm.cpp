#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/snapshot.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/store/run_directory.h"
#include "stackup/ui/human.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

Task<int> remove(Session& session, const Arguments& arguments, World& world) {
  const auto told = [&](const Error& error) { return tell(error, session.recipes.sources, format_of(arguments), world.console()); };
  const auto name = snapshot_word(session.place);
  if (!name) co_return told(name.error());
  const auto lock = RunDirectory(session.place.state()).lock("snapshot");
  if (!lock) co_return told(lock.error());
  Snapshots snapshots(session.place.state(), world.files());
  const auto found = snapshots.find(*name);
  if (!found) co_return told(found.error());
  auto removed = co_await snapshots.remove(found->name);
  if (!removed) co_return told(removed.error());
  world.console().err(fmt::format("Removed the snapshot {} ({}).\n", found->name, human_bytes(found->bytes)));
  co_return 0;
}

int run(const Arguments& arguments, World& world) {
  return on_workspace(arguments, world, [&](Session& session, Flag&) -> Task<int> {
    const int code = co_await remove(session, arguments, world);
    co_return code;
  });
}

}  // namespace

Verb snapshot_rm_verb() {
  return {.name = "snapshot rm",
          .group = VerbGroup::change,
          .summary = "Remove a snapshot",
          .description = "The data that is in use stays as it is. Without the checkpoint (`first-start`) the next `reset --data` makes the data anew.",
          .positionals = {{"NAME", "Of the snapshot; before it, the workspace if not the one around the present directory is meant", 1, 2, Completes::nothing}},
          .options = {},
          .examples = {{"stackup snapshot rm before-lab3", "It is not needed any more."}},
          .run = run};
}

}  // namespace stackup
