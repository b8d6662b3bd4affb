#include "stackup/cli/summary.h"

#include "stackup/base/text.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ui/failure_report.h"
#include "stackup/ui/success_report.h"

#include <fmt/format.h>

namespace stackup {
namespace {

std::string some_process(const Session& session) {
  for (auto unit = session.stack.units.rbegin(); unit != session.stack.units.rend(); ++unit)
    if (!unit->recipe.processes.empty()) return unit->name;
  return {};
}

std::vector<SuccessReport::Credential> credentials_of(const Session& session) {
  std::vector<SuccessReport::Credential> credentials;
  for (const auto& unit : session.stack.units)
    for (const auto& [name, spec] : unit.recipe.secrets)
      credentials.push_back({unit.name, name.value, session.assignments.layout.secret({unit.name, name.value}).string()});
  return credentials;
}

void show(SuccessReport report, const Session& session, const Plan& plan, const Arguments& arguments, World& world) {
  report.links = links_of(session);
  report.notices = plan.notices;
  if (report.targets.empty()) report.targets.push_back(session.stack.name);
  if (report.done > 0) {
    report.credentials = credentials_of(session);
    report.next = usual_next_commands(some_process(session));
  }
  Console& console = world.console();
  if (format_of(arguments) == Format::json) {
    console.out(success_json(report) + "\n");
  } else {
    console.err(render_success(report, console.err_screen));
  }
}

}  // namespace

std::vector<Link> links_of(const Session& session) {
  std::vector<Link> links;
  for (const auto& unit : session.stack.units) {
    const Scope scope(session.stack, unit, session.assignments);
    for (const auto& [title, text] : unit.recipe.links) links.push_back({unit.name, title.value, scope.expand(text).text});
  }
  return links;
}

void show_up_to_date(const Session& session, const Plan& plan, const Arguments& arguments, World& world) {
  SuccessReport report;
  report.up_to_date = static_cast<int>(plan.actions.size());
  report.took = world.running_time();
  show(std::move(report), session, plan, arguments, world);
}

void show_outcome(const Session& session, const Plan& plan, const RunState& run, const std::string& resume, const Arguments& arguments, World& world) {
  if (run.run && run.run->finished && run.run->finished->outcome == RunOutcomeKind::ok) {
    show(success_report(run), session, plan, arguments, world);
    return;
  }
  world.console().err(render_failure(failure_report(run, resume), session.recipes.sources, world.console().err_screen));
}

}  // namespace stackup
