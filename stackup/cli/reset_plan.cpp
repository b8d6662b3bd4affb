#include "stackup/cli/reset_plan.h"

#include "stackup/plan/build_checkpoint.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& name) { return std::find(list.begin(), list.end(), name) != list.end(); }

void add_data(ResetPlan& plan, const Session& session) {
  for (const auto& unit : plan.units) plan.directories.push_back(session.assignments.layout.data(unit));
  for (const auto& step : session.steps) {
    const bool is_claim = std::holds_alternative<ClaimStep>(step.spec);
    const bool at_selected = is_claim && contains(plan.units, claimed_provider(session.stack, step));
    if (contains(plan.units, step.unit) && step.per == StepLifetime::data) plan.forgotten.insert(step.id);
    if (is_claim && contains(plan.units, step.unit) && !at_selected) plan.claims.push_back(&step);
    if (at_selected || (is_claim && contains(plan.units, step.unit))) plan.forgotten.insert(step.id);
  }
}

void add_code(ResetPlan& plan, const Session& session) {
  for (const auto& step : session.steps) {
    const auto* fetch = std::get_if<FetchStep>(&step.spec);
    if (!fetch || !contains(plan.units, step.unit)) continue;
    if (fetch->request.url.empty()) {
      plan.kept.push_back(fmt::format("{} is your own clone", fetch->request.directory.string()));
      continue;
    }
    plan.checkouts.push_back(&step);
    plan.forgotten.insert(step.id);
  }
}

/// Processes that use what goes: those of the units, and those whose start rests on a forgotten step.
void add_processes(ResetPlan& plan, const Session& session) {
  for (const auto& step : session.steps) {
    const auto* start = std::get_if<StartStep>(&step.spec);
    if (start && (contains(plan.units, step.unit) || plan.forgotten.contains(step.id))) plan.processes.push_back(start->process.id);
  }
}

}  // namespace

ResetPlan plan_reset(const Session& session, ResetKind kind, const std::vector<std::string>& units) {
  ResetPlan plan;
  for (const auto& unit : session.stack.units)
    if (!unit.recipe.external && (units.empty() || contains(units, unit.name))) plan.units.push_back(unit.name);
  if (kind != ResetKind::code) add_data(plan, session);
  if (kind != ResetKind::data) add_code(plan, session);
  plan.forgotten = dependants_of(session.steps, plan.forgotten);
  add_processes(plan, session);
  return plan;
}

}  // namespace stackup
