// Steps that write data. `per` decides when they are done again; who has written it has decided.
#include "stackup/recipe/lint_rules.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

const Node* find_path(const Node& document, std::initializer_list<std::string_view> keys) {
  const Node* node = &document;
  for (const auto key : keys) {
    node = node->find(key);
    if (node == nullptr) return nullptr;
  }
  return node;
}

/// Through a variable of the environment, as in `initdb "$PGDATA"`.
bool script_reaches_data(const std::string& script, const EnvironmentTemplate& env) {
  return std::ranges::any_of(env, [&](const auto& entry) { return refers_to(entry.second, "data") && shell_variable(script, entry.first.value) != std::string::npos; });
}

bool reaches_data(const StepTemplate& step, const RunStepSpec& run, const EnvironmentTemplate& shared) {
  if (any_refers_to(run.command.words, "data") || (step.directory && refers_to(*step.directory, "data"))) return true;
  return run.command.script && (script_reaches_data(*run.command.script, step.env) || script_reaches_data(*run.command.script, shared));
}

}  // namespace

void lint_steps(const Recipe& recipe, const Node& document, const FieldPlace& place) {
  for (const auto& [name, step] : recipe.steps) {
    const auto* run = std::get_if<RunStepSpec>(&step.kind);
    if (run == nullptr || find_path(document, {"steps", name.value, "per"}) != nullptr || !reaches_data(step, *run, recipe.env)) continue;
    place.inside("steps").inside(name.value).report(ErrorCode::data_not_remade, "works on ${data}, but is not done again when that is new", name.span)
        .because("`stackup reset --data` empties the data directory, and this step would count as done")
        .try_("add `per: data`; `per: workspace` says that once is right");
  }
}

}  // namespace stackup
