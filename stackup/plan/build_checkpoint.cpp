#include "stackup/plan/build_checkpoint.h"

#include "stackup/plan/plan.h"

#include <algorithm>

namespace stackup {
namespace {

constexpr std::string_view claim_prefix = "need.";

const Unit* provider_unit(const Stack& stack, const Step& step) { return stack.find(claimed_provider(stack, step)); }

bool is_worth_keeping(const Unit* unit) { return unit && unit->recipe.snapshot != SnapshotRule::none; }

/// What data begins with.
bool makes_data(const Stack& stack, const Step& step) {
  if (std::holds_alternative<ClaimStep>(step.spec)) return is_worth_keeping(provider_unit(stack, step));
  return step.per == StepLifetime::data && is_worth_keeping(stack.find(step.unit));
}

/// Done again for each start, or only a look.
bool is_passing(const StepSpec& spec) {
  return std::holds_alternative<StartStep>(spec) || std::holds_alternative<ReadyStep>(spec) || std::holds_alternative<SmokeStep>(spec) || std::holds_alternative<AnswersStep>(spec) ||
         std::holds_alternative<CheckpointStep>(spec);
}

}  // namespace

std::string claimed_provider(const Stack& stack, const Step& step) {
  const Unit* unit = std::holds_alternative<ClaimStep>(step.spec) ? stack.find(step.unit) : nullptr;
  if (!unit) return {};
  const auto* claim = unit->find_claim(step.id.substr(step.unit.size() + 1 + claim_prefix.size()));
  return claim ? claim->provider : std::string();
}

std::string data_elsewhere(const Stack& stack, const std::vector<Step>& steps) {
  for (const auto& step : steps)
    if (const Unit* provider = provider_unit(stack, step); provider && provider->is_external()) return provider->name;
  return {};
}

std::vector<DataPart> data_parts(const Stack& stack, const Layout& layout) {
  std::vector<DataPart> parts;
  for (const auto& unit : stack.units)
    if (!unit.is_external()) parts.push_back({unit.name, layout.data(unit.name), unit.recipe.snapshot});
  return parts;
}

std::vector<std::string> data_steps(const Stack& stack, const std::vector<Step>& steps) {
  std::set<std::string> begin;
  for (const auto& step : steps)
    if (makes_data(stack, step)) begin.insert(step.id);
  const auto all = dependants_of(steps, begin);
  std::vector<std::string> ids;
  for (const auto& step : steps)
    if (all.contains(step.id) && !is_passing(step.spec)) ids.push_back(step.id);
  return ids;
}

std::optional<Step> checkpoint_step(const Stack& stack, const Layout& layout, const BuildOptions& options, const std::vector<Step>& steps) {
  auto made_by = data_steps(stack, steps);
  if (made_by.empty() || !data_elsewhere(stack, steps).empty()) return std::nullopt;
  Step step;
  step.id = checkpoint_id;
  step.title = "checkpoint of all data";
  step.spec = CheckpointStep{layout.state(), data_parts(stack, layout), wanted_packages(stack, options)};
  step.after = made_by;
  step.rests_on = std::move(made_by);
  return step;
}

}  // namespace stackup
