#include "stackup/plan/references.h"
#include "stackup/plan/unit_builder.h"

namespace stackup {

UnitBuilder::Ids UnitBuilder::targets(const std::string& name) const {
  const auto target = after_target(unit_, name);
  if (!target) return {};
  switch (target->kind) {
    case AfterTarget::Kind::step: return {id(target->name)};
    case AfterTarget::Kind::need: return claim_ids(target->name);
    case AfterTarget::Kind::process: break;
  }
  if (!target->instance.empty()) return {id(target->name + "." + target->instance) + ".ready"};
  Ids ids;
  for (const auto& found : process_ids(unit_, target->name)) ids.push_back(found + ".ready");
  return ids;
}

void UnitBuilder::add_edges(const Drawn& drawn, Edges& edges) const {
  for (const auto& alias : drawn.claims)
    for (const auto& other : claim_ids(alias)) edges.add(other);
  for (const auto& file : drawn.files) edges.add(id("file." + file));
}

void Edges::add(const std::string& id) {
  after.push_back(id);
  // A process that is started again, a package that is added or a commit that is pulled is no reason to do a step again.
  const bool only_orders = id.ends_with(".ready") || id.ends_with("/answers") || id.ends_with("/pull") || id == "packages";
  if (!only_orders) rests_on.push_back(id);
}

}  // namespace stackup
