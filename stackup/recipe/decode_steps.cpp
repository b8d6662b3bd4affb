#include "stackup/recipe/sections.h"

#include <fmt/format.h>

namespace stackup {
namespace {

struct StepKeys : CommandKeys, StepTemplate {
  std::optional<PythonSpec> python;
  std::optional<NodeSpec> node;
  std::optional<CMakeSpec> cmake;
  std::optional<MakeSpec> make;
  std::optional<Template> input;
  std::optional<ExpectTemplate> expect;
};

Codec<StepLifetime> lifetime() {
  return choice_of<StepLifetime>({{"workspace", StepLifetime::workspace}, {"checkout", StepLifetime::checkout}, {"data", StepLifetime::data}});
}

/// A toolchain's step has no input and output of its own, and says itself where it works.
void refuse_keys_of_commands(const StepKeys& keys, const Node& node, const FieldPlace& place) {
  const std::string kind = keys.python ? "python" : keys.node ? "node" : keys.cmake ? "cmake" : "make";
  for (const auto& entry : node.entries) {
    const bool is_output = entry.key.value == "stdin" || entry.key.value == "expect";
    if (!is_output && (entry.key.value != "cwd" || keys.python)) continue;
    place.report(ErrorCode::conflicting_keys, fmt::format("is a {} step and has '{}'", kind, entry.key.value), entry.key.span)
        .because(is_output ? "only `run` and `sh` have input and output" : fmt::format("`{}` itself says in which directory", kind))
        .try_(is_output ? "take the key out, or make it a step of its own" : fmt::format("write {}: DIRECTORY", kind));
  }
}

StepTemplate step_from(StepKeys keys, const Node& node, const FieldPlace& place) {
  StepTemplate step = static_cast<const StepTemplate&>(keys);
  step.span = node.span;
  if (!keys.python && !keys.node && !keys.cmake && !keys.make) {
    step.kind = RunStepSpec{keys.chosen(), keys.input, keys.expect.value_or(ExpectTemplate{})};
    return step;
  }
  refuse_keys_of_commands(keys, node, place);
  if (keys.python) step.kind = std::move(*keys.python);
  else if (keys.node) step.kind = std::move(*keys.node);
  else if (keys.cmake) step.kind = std::move(*keys.cmake);
  else step.kind = std::move(*keys.make);
  return step;
}

}  // namespace

Codec<StepTemplate> step() {
  using K = StepKeys;
  auto keys = record<K>(
      "step",
      {field<K>("run", "a command: words, no shell", &K::run, words_command()), field<K>("sh", "a script for /bin/sh -eu", &K::sh, shell_command()),
       field<K>("python", "a virtual environment with the project installed in it", &K::python, python()),
       field<K>("node", "the packages of a lock file, installed by npm", &K::node, node_packages()),
       field<K>("cmake", "a build out of tree with CMake", &K::cmake, cmake()), field<K>("make", "a build with make", &K::make, make()),
       field<K>("after", "what it waits for: steps, processes that are ready, needs", &StepTemplate::after, waits_for()),
       field<K>("inputs", "files whose contents decide whether it is done again", &StepTemplate::inputs, list_of(relative_path())),
       field<K>("per", "what it is done once for: workspace, checkout or data", &StepTemplate::per, lifetime()),
       field<K>("cwd", "the directory that it runs in", &StepTemplate::directory, template_text()),
       field<K>("env", "more environment variables", &StepTemplate::env, environment()),
       field<K>("stdin", "its standard input", &K::input, template_text()),
       field<K>("expect", "what its output must be like", &K::expect, expectation()),
       field<K>("timeout", "how long it may take, 10m unless given", &StepTemplate::timeout, duration()),
       field<K>("usually", "how long it takes on a machine with 2 cores, for those who wait", &StepTemplate::usually, duration()),
       field<K>("needs", "which needs it waits for, by alias; else all that it draws on", &StepTemplate::needs, list_of(name(plain_names())))},
      {{KeyRule::Kind::exactly_one, {"run", "sh", "python", "node", "cmake", "make"}}});
  return mapped<StepTemplate>(std::move(keys), [](K given, const Node& node, const FieldPlace& place) { return step_from(std::move(given), node, place); });
}

}  // namespace stackup
