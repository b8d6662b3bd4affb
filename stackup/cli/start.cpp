#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/processes_verbs.h"
#include "stackup/cli/world.h"
#include "stackup/ports/supervision.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

bool is_running(const Session& session, const std::string& id) {
  return std::any_of(session.processes.begin(), session.processes.end(), [&](const ProcessStatus& p) { return p.id == id && p.pid != 0; });
}

int run(const Arguments& arguments, World& world) {
  return act_on_processes(arguments, world, [&](Session& session, std::vector<std::string> ids) -> Task<int> {
    std::erase_if(ids, [&](const std::string& id) { return is_running(session, id); });
    Supervision& supervision = session.adapters->ports().supervision;
    for (const auto& id : ids) {
      auto started = co_await supervision.restart(id);
      if (started) started = co_await supervision.await_ready(id);
      if (!started) co_return tell(started.error(), session.recipes.sources, format_of(arguments), world.console());
    }
    world.console().err(ids.empty() ? "Everything that was named is running already.\n" : fmt::format("Started {}; ready.\n", join(ids, ", ")));
    co_return 0;
  });
}

}  // namespace

Verb start_verb() {
  return {.name = "start",
          .group = VerbGroup::change,
          .summary = "Start processes that were stopped, as up left them",
          .description = "Does nothing but start: no step is looked at. Waits until they are ready. `stackup up` does all that is missing.",
          .positionals = {{"NAME", "Units, or processes as UNIT/PROCESS; all without it", 0, -1, Completes::processes}},
          .options = {},
          .examples = {{"stackup start guestbook", "Start what `stackup stop guestbook` stopped."}},
          .run = run};
}

}  // namespace stackup
