// A recipe's own parameters, and the few texts that must be known before the machine is looked at: they may draw on parameters and the environment only.
#include "stackup/base/text.h"
#include "stackup/plan/cycles.h"
#include "stackup/plan/parameter_value.h"
#include "stackup/plan/resolve.h"

#include <algorithm>
#include <cctype>
#include <set>

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

/// The parameters that `wanted` is made of, and itself.
std::set<std::string> made_of(const Named<ParameterSpec>& parameters, const std::string& wanted) {
  std::set<std::string> all = {wanted};
  const auto graph = graph_of(parameters);
  for (std::size_t before = 0; before != all.size();) {
    before = all.size();
    for (const auto& [name, edges] : graph)
      if (all.contains(name))
        for (const auto& edge : edges) all.insert(edge.to);
  }
  return all;
}

class ParameterFiller {
 public:
  ParameterFiller(const Catalogue& catalogue, const Environment& environment, Diagnostics& diagnostics)
      : catalogue_(catalogue), environment_(environment), diagnostics_(diagnostics) {}

  void fill(Unit& unit) {
    const auto graph = graph_of(unit.recipe.parameters);
    for (const auto& wanted : dependencies_first(graph))
      for (const auto& [name, spec] : unit.recipe.parameters)
        if (name.value == wanted) set(unit, name, spec);
  }

 private:
  void set(Unit& unit, const Name& name, const ParameterSpec& spec) {
    if (!spec.fallback && !spec.from) return report_missing(unit.recipe, name);
    auto value = spec.fallback ? std::optional<std::string>(expanded(*spec.fallback, unit, environment_)) : taken(unit.recipe, name, *spec.from);
    if (!value) return;
    if (const auto why = mismatch(spec, *value))
      diagnostics_.report(ErrorCode::bad_parameter, fmt::format("'{}' can't be the parameter '{}' of recipe '{}'", printable(*value), name.value, unit.recipe.name.value),
                          spec.fallback ? spec.fallback->span : spec.from->span)
          .because(*why)
          .try_(fmt::format("--set {}.{}=VALUE with another value", unit.recipe.name.value, name.value));
    unit.parameters[name.value] = std::move(*value);
  }

  void report_missing(const Recipe& recipe, const Name& name) {
    diagnostics_.report(ErrorCode::bad_parameter, fmt::format("recipe '{}' needs a value for its parameter '{}'", recipe.name.value, name.value), name.span)
        .because("the parameter has no default")
        .try_(fmt::format("--set {}.{}=VALUE", recipe.name.value, name.value));
  }

  /// The value of another recipe's parameter, whether or not that recipe is part of the stack.
  std::optional<std::string> taken(const Recipe& by, const Name& name, const Name& from) {
    const auto words = split(from.value, '.');
    if (words.size() != 2) return std::nullopt;  // reported when it was decoded
    const auto what = fmt::format("parameter '{}' of recipe '{}' is from '{}'", name.value, by.name.value, from.value);
    if (std::find(chain_.begin(), chain_.end(), from.value) != chain_.end()) {
      diagnostics_.report(ErrorCode::cycle, fmt::format("parameters are from each other in a circle: {}", join(chain_, " → ")), from.span)
          .because("none of them has a value")
          .try_("give one of them a default in the place of its `from`");
      return std::nullopt;
    }
    if (catalogue_.find(words[0]) == nullptr) {
      catalogue_.report_unknown(what + ", which no recipe defines", {words[0], from.span}, diagnostics_);
      return std::nullopt;
    }
    const auto recipe = catalogue_.recipe(words[0], diagnostics_);
    if (!recipe) return std::nullopt;
    return value_of(*recipe, words[1], from, what);
  }

  std::optional<std::string> value_of(const Recipe& recipe, const std::string& parameter, const Name& from, const std::string& what) {
    Unit other;
    other.name = recipe.name.value;
    other.recipe = recipe;
    const auto needed = made_of(recipe.parameters, parameter);
    std::erase_if(other.recipe.parameters, [&](const auto& each) { return !needed.contains(each.first.value); });
    if (find_named(other.recipe.parameters, parameter) == nullptr) {
      report_unknown_parameter(recipe, parameter, from, what);
      return std::nullopt;
    }
    chain_.push_back(from.value);
    fill(other);
    chain_.pop_back();
    const auto found = other.parameters.find(parameter);
    return found == other.parameters.end() ? std::nullopt : std::optional<std::string>(found->second);
  }

  void report_unknown_parameter(const Recipe& recipe, const std::string& parameter, const Name& from, const std::string& what) {
    std::vector<std::string> known;
    for (const auto& [name, spec] : recipe.parameters) known.push_back(name.value);
    auto& error = diagnostics_.report(ErrorCode::bad_parameter, what + ", which is no parameter", from.span);
    error.because(known.empty() ? fmt::format("recipe '{}' has no parameters", recipe.name.value) : fmt::format("the parameters of '{}' are {}", recipe.name.value, join(known, ", ")));
    suggest(error, parameter, known, "a parameter");
  }

  const Catalogue& catalogue_;
  const Environment& environment_;
  Diagnostics& diagnostics_;
  std::vector<std::string> chain_;  ///< of the parameters whose value is looked for, each from the next
};

Revision revision_of(const RepositorySpec& spec, const Unit& unit, const Environment& environment) {
  if (spec.branch) return Branch{expanded(*spec.branch, unit, environment)};
  if (spec.tag) return Tag{expanded(*spec.tag, unit, environment)};
  if (!spec.candidates.empty()) {
    FirstOf first;
    for (const auto& name : spec.candidates) first.names.push_back(expanded(name, unit, environment));
    return first;
  }
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

void resolve_parameters(Unit& unit, const Catalogue& catalogue, const Environment& environment, Diagnostics& diagnostics) {
  report_cycles(graph_of(unit.recipe.parameters), fmt::format("parameters of recipe '{}' are made of each other", unit.recipe.name.value), "is made of", diagnostics);
  ParameterFiller(catalogue, environment, diagnostics).fill(unit);
  check_external_secrets(unit.recipe, diagnostics);
  if (auto& repository = unit.recipe.repository) repository->revision = revision_of(*repository, unit, environment);
}

}  // namespace stackup
