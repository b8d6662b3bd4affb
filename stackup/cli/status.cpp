#include "stackup/ui/status_report.h"

#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/session.h"
#include "stackup/cli/summary.h"
#include "stackup/cli/world.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/repositories.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::string checkout_text(const CheckoutState& state) {
  std::string text = state.branch.empty() ? fmt::format("at {}", state.commit.substr(0, 10)) : fmt::format("{} at {}", state.branch, state.commit.substr(0, 10));
  if (state.modified) text += ", uncommitted changes";
  if (!state.unpushed.empty()) text += fmt::format(", unpushed commits on {}", join(state.unpushed, ", "));
  return text;
}

Task<void> add_checkouts(StatusReport& report, const Session& session, World& world) {
  for (const auto& unit : session.stack.units) {
    if (!unit.recipe.repository) continue;
    const auto directory = session.assignments.layout.source(unit.name);
    const auto state = co_await world.repositories().inspect(directory);
    const StatusReport::UnitSummary summary{unit.name, state ? checkout_text(*state) : "no checkout yet"};
    report.units.push_back(summary);
  }
}

/// Processes of the recipes that the supervisor does not know (yet) are shown as stopped.
void add_unstarted(StatusReport& report, const Session& session) {
  for (const auto& step : session.steps) {
    const auto* start = std::get_if<StartStep>(&step.spec);
    if (!start) continue;
    const bool known = std::any_of(report.processes.begin(), report.processes.end(), [&](const ProcessStatus& p) { return p.id == start->process.id; });
    if (known) continue;
    ProcessStatus status;
    status.id = start->process.id;
    status.unit = step.unit;
    status.log = start->process.log;
    report.processes.push_back(std::move(status));
  }
}

Task<int> status_body(Session& session, const Arguments& arguments, World& world) {
  auto surveyed = co_await survey_session(session, world);
  if (!surveyed) co_return tell(surveyed.error(), session.recipes.sources, format_of(arguments), world.console());
  StatusReport report;
  report.workspace = session.place.workspace;
  report.now = world.clock().wall_now();
  report.processes = session.processes;
  add_unstarted(report, session);
  for (const auto& choice : session.ports) report.ports.push_back({choice.unit, choice.name, choice.number});
  report.links = links_of(session);
  co_await add_checkouts(report, session, world);
  Console& console = world.console();
  console.out(format_of(arguments) == Format::json ? status_json(report) + "\n" : render_status(report, console.out_screen));
  const bool failed = std::any_of(report.processes.begin(), report.processes.end(), [](const ProcessStatus& p) { return p.state == ProcessState::failed; });
  co_return failed ? 1 : 0;
}

int run(const Arguments& arguments, World& world) {
  return on_workspace(arguments, world, [&](Session& session, Flag&) { return status_body(session, arguments, world); });
}

}  // namespace

Verb status_verb() {
  return {.name = "status",
          .group = VerbGroup::look,
          .summary = "Show what runs where, since when, and how to reach it",
          .description = "Exit code 1 if a process has failed for good. Contacts nobody but the supervisor of the workspace.",
          .positionals = {{"NAME", "The workspace, where it is not the present one", 0, 1}},
          .options = stack_options(),
          .examples = {{"stackup status", "The workspace around the present directory."}, {"stackup status --json", "The same for programs."}},
          .run = run};
}

}  // namespace stackup
