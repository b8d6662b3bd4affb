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
    Supervision& supervision = session.adapters->ports().supervision;
    for (const auto& id : ids) {
      auto restarted = co_await supervision.restart(id);
      if (restarted) restarted = co_await supervision.await_ready(id);
      if (!restarted) co_return tell(restarted.error(), session.recipes.sources, format_of(arguments), world.console());
    }
    world.console().err(fmt::format("Restarted {}; ready after {}.\n", join(ids, ", "), to_string(world.running_time())));
    co_return 0;
  });
}

}  // namespace

Verb restart_verb() {
  return {.name = "restart",
          .group = VerbGroup::change,
          .summary = "Stop and start processes, and wait until they are ready",
          .description = "For changed code: the process starts again with the command and environment that it had. After a change of a recipe say `stackup up`.",
          .positionals = {{"NAME", "Units, or processes as UNIT/PROCESS; all without it", 0, -1, Completes::processes}},
          .options = {},
          .examples = {{"stackup restart guestbook", "See your change."}},
          .run = run};
}

}  // namespace stackup
