#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/processes_verbs.h"
#include "stackup/cli/world.h"
#include "stackup/ports/supervision.h"

#include <fmt/format.h>

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  return act_on_processes(arguments, world, [&](Session& session, std::vector<std::string> ids) -> Task<int> {
    auto stopped = co_await session.adapters->ports().supervision.stop(ids);
    if (!stopped) co_return tell(stopped.error(), session.recipes.sources, format_of(arguments), world.console());
    world.console().err(fmt::format("Stopped {}.\n", join(ids, ", ")));
    co_return 0;
  });
}

}  // namespace

Verb stop_verb() {
  return {.name = "stop",
          .group = VerbGroup::change,
          .summary = "Stop some processes and leave the rest running",
          .description = "They stay stopped until start, restart or up. `stackup down` stops everything, the supervisor too.",
          .positionals = {{"NAME", "Units, or processes as UNIT/PROCESS; all without it", 0, -1, Completes::processes}},
          .options = {},
          .examples = {{"stackup stop guestbook", "Stop the processes of one unit."}, {"stackup stop nova/compute", "Stop one process."}},
          .run = run};
}

}  // namespace stackup
