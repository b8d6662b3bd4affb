// What waits for what inside a unit.
#include "stackup/base/text.h"
#include "stackup/plan/cycles.h"
#include "stackup/plan/references.h"
#include "stackup/plan/resolve.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::vector<std::string> names_to_wait_for(const Unit& unit) {
  std::vector<std::string> names;
  for (const auto& [name, step] : unit.recipe.steps) names.push_back(name.value);
  for (const auto& [name, process] : unit.recipe.processes) {
    names.push_back(name.value + ".ready");
    names.push_back(name.value);
    for (const auto& [instance, vars] : process.instances) names.push_back(name.value + "." + instance.value + ".ready");
  }
  for (const auto& claim : unit.claims) names.push_back(claim.alias);
  return names;
}

void check_after(const Unit& unit, const std::vector<Name>& after, const std::string& who, Diagnostics& diagnostics) {
  for (const auto& target : after) {
    if (target.value.empty() || after_target(unit, target.value) || unit.untaken.contains(target.value)) continue;
    const auto known = names_to_wait_for(unit);
    auto& error = diagnostics.report(ErrorCode::unknown_target, fmt::format("{} of recipe '{}' waits for '{}', which is not there", who, unit.recipe.name.value, printable(target.value)), target.span);
    error.because(known.empty() ? "it has no steps, processes or needs" : fmt::format("it could wait for {}", join(known, ", ")));
    suggest(error, target.value, known, "a step");
  }
}

void check_needs(const Unit& unit, const StepTemplate& step, const std::string& who, Diagnostics& diagnostics) {
  if (!step.needs) return;
  std::vector<std::string> known;
  for (const auto& claim : unit.claims) known.push_back(claim.alias);
  for (const auto& alias : *step.needs) {
    if (unit.find_claim(alias.value) != nullptr || unit.untaken.contains(alias.value)) continue;
    auto& error = diagnostics.report(ErrorCode::unknown_target, fmt::format("{} of recipe '{}' needs '{}', which is no alias of its needs", who, unit.recipe.name.value, printable(alias.value)), alias.span);
    error.because(known.empty() ? "the recipe has no needs" : fmt::format("the aliases are {}", join(known, ", ")));
    suggest(error, alias.value, known, "a need");
  }
}

std::vector<Edge> edges_of(const Unit& unit, const std::vector<Name>& after) {
  std::vector<Edge> edges;
  for (const auto& name : after) {
    const auto target = after_target(unit, name.value);
    if (target && target->kind == AfterTarget::Kind::step) edges.push_back({target->name, name.span});
    if (target && target->kind == AfterTarget::Kind::process) edges.push_back({target->name + ".ready", name.span});
  }
  return edges;
}

/// A process without `after:` waits only for steps that wait for no process, so it closes no circle.
EdgeGraph graph_of_work(const Unit& unit) {
  EdgeGraph graph;
  for (const auto& [name, step] : unit.recipe.steps) graph.emplace_back(name.value, edges_of(unit, step.after));
  for (const auto& [name, process] : unit.recipe.processes) graph.emplace_back(name.value + ".ready", edges_of(unit, process.after.value_or(std::vector<Name>{})));
  return graph;
}

std::vector<Edge> edges_to(const Template& text, const std::vector<std::string>& heads) {
  std::vector<Edge> edges;
  for (const auto& reference : text.references())
    for (const auto& head : heads)
      if (reference.name.starts_with(head + ".")) edges.push_back({reference.name, reference.span});
  return edges;
}

/// Exports and parameter defaults of an offer may be made of each other.
EdgeGraph graph_of_values(const OfferSpec& offer) {
  EdgeGraph graph;
  for (const auto& [name, spec] : offer.parameters)
    if (spec.fallback) graph.emplace_back("param." + name.value, edges_to(*spec.fallback, {"param", "export"}));
  for (const auto& [name, text] : offer.exports) graph.emplace_back("export." + name.value, edges_to(text, {"param", "export"}));
  return graph;
}

/// A parameter of one claim may be made of what another claim exports.
EdgeGraph graph_of_claims(const Unit& unit) {
  EdgeGraph graph;
  for (const auto& claim : unit.claims) {
    std::vector<Edge> edges;
    for (const auto& name : claim.given)
      for (const auto& reference : claim.parameters.at(name).references())
        if (reference.name.starts_with("need.")) edges.push_back({split(reference.name, '.')[1], reference.span});
    graph.emplace_back(claim.alias, std::move(edges));
  }
  return graph;
}

/// Paths of files may name other files.
EdgeGraph graph_of_paths(const Unit& unit) {
  EdgeGraph graph;
  for (const auto& [name, file] : unit.recipe.files) graph.emplace_back("file." + name.value, file.path ? edges_to(*file.path, {"file"}) : std::vector<Edge>{});
  return graph;
}

}  // namespace

void check_order(const Unit& unit, Diagnostics& diagnostics) {
  const auto& recipe = unit.recipe;
  for (const auto& [name, step] : recipe.steps) {
    const auto who = fmt::format("step '{}'", name.value);
    check_after(unit, step.after, who, diagnostics);
    check_needs(unit, step, who, diagnostics);
  }
  for (const auto& [name, process] : recipe.processes)
    if (process.after) check_after(unit, *process.after, fmt::format("process '{}'", name.value), diagnostics);
  for (const auto& [name, offer] : recipe.offers) check_after(unit, offer.after, fmt::format("offer '{}'", name.value), diagnostics);
  const auto of = [&](std::string_view what) { return fmt::format("{} of recipe '{}' wait for each other", what, recipe.name.value); };
  report_cycles(graph_of_work(unit), of("steps and processes"), "waits for", diagnostics);
  report_cycles(graph_of_claims(unit), of("needs"), "takes a parameter from", diagnostics);
  report_cycles(graph_of_paths(unit), of("paths of files"), "is made of", diagnostics);
  for (const auto& [name, offer] : recipe.offers)
    report_cycles(graph_of_values(offer), of(fmt::format("values of offer '{}'", name.value)), "is made of", diagnostics);
}

}  // namespace stackup
