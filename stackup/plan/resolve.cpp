#include "stackup/plan/resolve.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/plan/cycles.h"
#include "stackup/recipe/ordered.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

EdgeGraph graph_of(const std::vector<DraftUnit>& units) {
  EdgeGraph graph;
  for (const auto& draft : units) {
    std::vector<Edge> edges;
    for (const auto& claim : draft.unit.claims) edges.push_back({claim.provider, claim.span});
    graph.emplace_back(draft.unit.name, std::move(edges));
  }
  return graph;
}

Stack ordered_stack(const std::vector<DraftUnit>& drafts, const Selection& selection) {
  Stack stack;
  stack.name = selection.targets.empty() ? "" : selection.targets.front();
  for (const auto& name : dependencies_first(graph_of(drafts))) {
    const auto found = std::find_if(drafts.begin(), drafts.end(), [&](const DraftUnit& draft) { return draft.unit.name == name; });
    stack.units.push_back(found->unit);
  }
  return stack;
}

}  // namespace

void suggest(Error& error, const std::string& word, const std::vector<std::string>& known, std::string_view kind) {
  if (const auto meant = closest_match(word, known)) error.try_(fmt::format("did you mean '{}'?", *meant));
  else if (!known.empty()) error.try_(fmt::format("use one of {}", join(known, ", ")));
  else error.try_(fmt::format("take it out, or declare {} of that name", kind));
}

std::optional<Stack> resolve(const Catalogue& catalogue, const Selection& selection, const Environment& environment, Diagnostics& diagnostics) {
  Diagnostics found;
  auto drafts = find_units(catalogue, selection, found);
  make_claims(drafts, found);
  for (auto& draft : drafts) resolve_parameters(draft.unit, catalogue, environment, found);
  report_cycles(graph_of(drafts), "units need each other in a circle", "needs", found);
  auto stack = ordered_stack(drafts, selection);
  for (const auto& draft : drafts) {
    check_order(draft.unit, found);
    check_variables(stack, draft, environment, found);
    check_secrets(stack, draft.unit, found);
  }
  catalogue.check_changes(found);
  report_in_order(found, diagnostics);
  return found.empty() ? std::optional<Stack>(std::move(stack)) : std::nullopt;
}

}  // namespace stackup
