#include "stackup/plan/unit_builder.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {

void UnitBuilder::add_answers() {
  AnswersStep step;
  step.host = scope_.expand(unit_.recipe.external->host).text;
  for (const auto& [name, port] : unit_.recipe.ports) step.ports.push_back(assignments_.ports.at({unit_.name, name.value}));
  add("answers", fmt::format("wait for {} at {}", unit_.name, step.host), step, {});
}

std::optional<OfferAction> UnitBuilder::offer_action(const std::optional<ActionTemplate>& action, const Unit& provider, const Claim& claim) const {
  if (!action) return std::nullopt;
  const UnitBuilder at_provider(stack_, provider, assignments_, options_);
  const Scope scope = at_provider.scope_.for_claim(unit_, claim);
  OfferAction made;
  made.program = at_provider.program(scope, {&action->env});
  made.program.arguments = expand_command(action->command, scope);
  if (action->input) made.program.input = scope.expand(*action->input).text;
  made.expect = expand_expect(action->expect, scope);
  made.timeout = action->timeout;
  return made;
}

void UnitBuilder::add_claim(const Claim& claim) {
  const Unit* provider = stack_.find(claim.provider);
  const OfferSpec* offer = provider ? find_named(provider->recipe.offers, claim.offer) : nullptr;
  if (!offer || !offer->create) return;  // nothing to make: readiness of the provider is all
  ClaimStep step;
  const auto name = claim.parameters.find("name");
  const Scope scope = Scope(stack_, *provider, assignments_).for_claim(unit_, claim);
  const std::string what = name == claim.parameters.end() ? unit_.name : Scope(stack_, unit_, assignments_).expand(name->second).text;
  step.name = fmt::format("{} {} of {}", claim.offer, what, claim.provider);
  step.probe = offer_action(offer->probe, *provider, claim);
  step.create = offer_action(offer->create, *provider, claim);
  step.drop = offer_action(offer->drop, *provider, claim);
  step.reset = offer_action(offer->reset, *provider, claim);
  step.log = log("need." + claim.alias);
  Edges edges;
  const UnitBuilder at_provider(stack_, *provider, assignments_, options_);
  for (const auto& target : offer->after)
    for (const auto& other : at_provider.targets(target.value)) edges.add(other);
  for (const auto& other : readiness_ids(*provider)) edges.add(other);
  if (!provider->recipe.external)
    for (const auto& [other, other_step] : provider->recipe.steps)
      other_step.per == StepLifetime::data ? edges.add(provider->name + "/" + other.value) : edges.after.push_back(provider->name + "/" + other.value);
  add("need." + claim.alias, step.name, step, edges);
}

void UnitBuilder::add_claims() {
  for (const auto& claim : unit_.claims) add_claim(claim);
}

UnitBuilder::Ids UnitBuilder::claim_ids(const std::string& alias) const {
  const auto claim = std::find_if(unit_.claims.begin(), unit_.claims.end(), [&](const Claim& c) { return c.alias == alias; });
  if (claim == unit_.claims.end()) return {};
  const Unit* provider = stack_.find(claim->provider);
  if (!provider) return {};
  const OfferSpec* offer = find_named(provider->recipe.offers, claim->offer);
  if (offer && offer->create) return {id("need." + alias)};
  return readiness_ids(*provider);
}

std::vector<std::string> process_ids(const Unit& unit, const std::string& process) {
  const ProcessTemplate* found = find_named(unit.recipe.processes, process);
  if (!found) return {};
  if (found->instances.empty()) return {unit.name + "/" + process};
  std::vector<std::string> ids;
  for (const auto& [instance, settings] : found->instances) ids.push_back(fmt::format("{}/{}.{}", unit.name, process, instance.value));
  return ids;
}

std::vector<std::string> readiness_ids(const Unit& unit) {
  if (unit.recipe.external) return {unit.name + "/answers"};
  std::vector<std::string> ids;
  for (const auto& [name, process] : unit.recipe.processes)
    for (const auto& id : process_ids(unit, name.value)) ids.push_back(id + ".ready");
  return ids;
}

}  // namespace stackup
