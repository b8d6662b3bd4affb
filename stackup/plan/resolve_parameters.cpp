// A recipe's own parameters, and the few texts that must be known before the machine is looked at: they may draw on parameters and the environment only.
#include "stackup/base/text.h"
#include "stackup/plan/cycles.h"
#include "stackup/plan/parameter_value.h"
#include "stackup/plan/resolve.h"

#include <cctype>

#include <fmt/format.h>

namespace stackup {
namespace {

/// The text with what is known; a variable without a meaning here leaves nothing (check_variables reports it).
std::string expanded(const Template& text, const Unit& unit, const Environment& environment) {
  std::string result;
  for (const auto& part : text.parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      result += *literal;
      continue;
    }
    const auto& reference = std::get<Reference>(part);
    std::string value;
    if (reference.name == "name") value = unit.name;
    if (reference.name.starts_with("param.")) {
      const auto found = unit.parameters.find(reference.name.substr(6));
      if (found != unit.parameters.end()) value = found->second;
    }
    if (reference.name.starts_with("env.")) {
      const auto found = environment.find(reference.name.substr(4));
      if (found != environment.end()) value = found->second;
    }
    result += value.empty() ? reference.fallback.value_or("") : value;
  }
  return result;
}

std::string environment_name(std::string name) {
  for (auto& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

EdgeGraph graph_of(const Named<ParameterSpec>& parameters) {
  EdgeGraph graph;
  for (const auto& [name, spec] : parameters) {
    std::vector<Edge> edges;
    if (spec.fallback)
      for (const auto& reference : spec.fallback->references())
        if (reference.name.starts_with("param.")) edges.push_back({reference.name.substr(6), reference.span});
    graph.emplace_back(name.value, std::move(edges));
  }
  return graph;
}

void set_parameter(Unit& unit, const Name& name, const ParameterSpec& spec, const Environment& environment, Diagnostics& diagnostics) {
  if (!spec.fallback) {
    diagnostics.report(ErrorCode::bad_parameter, fmt::format("recipe '{}' needs a value for its parameter '{}'", unit.recipe.name.value, name.value), name.span)
        .because("the parameter has no default")
        .try_(fmt::format("--set {}.{}=VALUE", unit.recipe.name.value, name.value));
    return;
  }
  auto value = expanded(*spec.fallback, unit, environment);
  if (const auto why = mismatch(spec, value))
    diagnostics.report(ErrorCode::bad_parameter, fmt::format("'{}' can't be the parameter '{}' of recipe '{}'", printable(value), name.value, unit.recipe.name.value), spec.fallback->span)
        .because(*why)
        .try_(fmt::format("--set {}.{}=VALUE with another value", unit.recipe.name.value, name.value));
  unit.parameters[name.value] = std::move(value);
}

Revision revision_of(const RepositorySpec& spec, const Unit& unit, const Environment& environment) {
  if (spec.branch) return Branch{expanded(*spec.branch, unit, environment)};
  if (spec.tag) return Tag{expanded(*spec.tag, unit, environment)};
  if (spec.commit) return Commit{expanded(*spec.commit, unit, environment)};
  return DefaultBranch{};
}

/// A generated secret would be one that the service elsewhere does not know.
void check_external_secrets(const Recipe& recipe, Diagnostics& diagnostics) {
  if (!recipe.external) return;
  for (const auto& [name, spec] : recipe.secrets) {
    if (spec.from || find_named(recipe.external->secrets, name.value) != nullptr) continue;
    diagnostics.report(ErrorCode::missing_key, fmt::format("the external '{}' lacks its secret '{}'", recipe.name.value, name.value), recipe.external->span)
        .note("declared here", name.span)
        .because("a service that runs elsewhere has its own secrets, so none can be generated for it")
        .try_(fmt::format("add `secrets: {{{}: \"${{env.{}_SECRET}}\"}}` and set that variable in .env", name.value, environment_name(recipe.name.value)));
  }
}

}  // namespace

void resolve_parameters(Unit& unit, const Environment& environment, Diagnostics& diagnostics) {
  const auto graph = graph_of(unit.recipe.parameters);
  report_cycles(graph, fmt::format("parameters of recipe '{}' are made of each other", unit.recipe.name.value), "is made of", diagnostics);
  for (const auto& wanted : dependencies_first(graph))
    for (const auto& [name, spec] : unit.recipe.parameters)
      if (name.value == wanted) set_parameter(unit, name, spec, environment, diagnostics);
  check_external_secrets(unit.recipe, diagnostics);
  if (auto& repository = unit.recipe.repository) repository->revision = revision_of(*repository, unit, environment);
}

}  // namespace stackup
