#include "stackup/cli/all_verbs.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/place.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/take_turn.h"
#include "stackup/cli/workspace_ports.h"
#include "stackup/cli/world.h"
#include "stackup/engine/leftovers.h"
#include "stackup/engine/survey.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/supervision.h"
#include "stackup/store/run_directory.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

Layout layout_of(const Place& place, World& world) {
  Layout layout;
  layout.workspace = place.workspace;
  layout.runtime = world.runtime_directory(place.workspace);
  return layout;
}

void show(std::size_t running, const Arguments& arguments, World& world) {
  if (format_of(arguments) == Format::json) {
    world.console().out(fmt::format("{{\"v\":1,\"kind\":\"down\",\"stopped\":{}}}\n", running));
  } else if (running == 0) {
    world.console().err("Nothing was running.\n");
  } else {
    world.console().err(fmt::format("Stopped {} {} in {}. Data and checkouts are kept; stackup up starts everything again.\n", running,
                                    running == 1 ? "process" : "processes", to_string(world.running_time())));
  }
}

/// How many processes were stopped.
Task<Result<std::size_t>> stop_everything(const Place& place, Ports& ports) {
  const RunState state = RunDirectory(place.state()).load();
  auto adopted = co_await adopt_leftovers(state, place.state(), ports);
  if (!adopted) co_return fail(adopted);
  const auto processes = co_await ports.supervision.status();
  if (!processes) co_return fail(processes);
  auto stopped = co_await ports.supervision.shut_down();
  if (!stopped) co_return fail(stopped);
  // What a killed `up` left of its steps; whoever has the lock knows that no other is at work.
  co_await end_strays(mark_of(place.state(), Marked::process, ""), ports.processes, ports.clock);
  co_return static_cast<std::size_t>(std::count_if(processes->begin(), processes->end(), [](const ProcessStatus& process) { return process.pid != 0; }));
}

Task<int> down_body(const Place& place, const Arguments& arguments, World& world, Flag& stop) {
  const auto lock = co_await take_turn(place, "down", WhileBusy::cancel, arguments, world, stop);
  if (!lock) co_return tell(lock.error(), Sources{}, format_of(arguments), world.console());
  if (!*lock) co_return 130;
  const Layout layout = layout_of(place, world);
  WorkspacePorts adapters(layout, world);
  // From here on it goes through to the end: what is half stopped helps nobody.
  const auto stopped = co_await stop_everything(place, adapters.ports());
  if (!stopped) co_return tell(stopped.error(), Sources{}, format_of(arguments), world.console());
  std::error_code ignored;
  std::filesystem::remove_all(layout.runtime, ignored);
  show(*stopped, arguments, world);
  co_return 0;
}

int run(const Arguments& arguments, World& world) {
  if (const int code = give_up_root(arguments, world); code != 0) return code;
  const auto place = existing_place(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format_of(arguments), world.console());
  return run_on_loop(world, [&](Flag& stop) { return down_body(*place, arguments, world, stop); });
}

}  // namespace

Verb down_verb() {
  return {.name = "down",
          .group = VerbGroup::start,
          .summary = "Stop everything and leave nothing running",
          .description = "Stops all processes of the workspace in reverse order, and the supervisor. Data, checkouts and settings stay.",
          .positionals = {{"NAME", "The workspace, where it is not the present one", 0, 1}},
          .options = {},
          .examples = {{"stackup down", "Stop the workspace around the present directory."}, {"stackup down guestbook", "Stop ~/stackup/guestbook."}},
          .run = run};
}

}  // namespace stackup
