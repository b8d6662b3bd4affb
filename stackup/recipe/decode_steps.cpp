#include "stackup/recipe/sections.h"

#include <fmt/format.h>

namespace stackup {
namespace {

struct StepKeys : CommandKeys, StepTemplate {
  std::optional<PythonSpec> python;
  std::optional<Template> input;
  std::optional<ExpectTemplate> expect;
};

Codec<PythonSpec> python() {
  using P = PythonSpec;
  auto directory = mapped<P>(template_text(), [](Template editable, const Node&, const FieldPlace&) {
    P spec;
    spec.editable = std::move(editable);
    return spec;
  });
  auto keys = record<P>("python step",
                        {field<P>("editable", "a directory to install so that changes count at once", &P::editable, template_text()),
                         field<P>("requirements", "requirements files", &P::requirements, one_or_more(template_text())),
                         field<P>("constraints", "a constraints file, or its URL", &P::constraints, template_text()),
                         field<P>("index", "the package index; without it dependencies come from the distribution", &P::index, template_text()),
                         field<P>("isolated", "hide the distribution's Python packages", &P::isolated, boolean())});
  return one_of<P>({std::move(directory), std::move(keys)});
}

Codec<StepLifetime> lifetime() {
  return choice_of<StepLifetime>({{"workspace", StepLifetime::workspace}, {"checkout", StepLifetime::checkout}, {"data", StepLifetime::data}});
}

StepTemplate step_from(StepKeys keys, const Node& node, const FieldPlace& place) {
  StepTemplate step = keys;
  step.span = node.span;
  if (!keys.python) {
    step.kind = RunStepSpec{keys.chosen(), keys.input, keys.expect.value_or(ExpectTemplate{})};
    return step;
  }
  for (const auto& entry : node.entries)
    if (entry.key.value == "stdin" || entry.key.value == "expect")
      place.report(ErrorCode::conflicting_keys, fmt::format("is a python step and has '{}'", entry.key.value), entry.key.span)
          .because("only `run` and `sh` have input and output")
          .try_("take the key out, or make it a step of its own");
  step.kind = std::move(*keys.python);
  return step;
}

}  // namespace

Codec<StepTemplate> step() {
  using K = StepKeys;
  auto keys = record<K>(
      "step",
      {field<K>("run", "a command: words, no shell", &K::run, words_command()), field<K>("sh", "a script for /bin/sh -eu", &K::sh, shell_command()),
       field<K>("python", "a virtual environment with the project installed in it", &K::python, python()),
       field<K>("after", "what it waits for: steps, processes that are ready, needs", &StepTemplate::after, waits_for()),
       field<K>("inputs", "files whose contents decide whether it is done again", &StepTemplate::inputs, list_of(relative_path())),
       field<K>("per", "what it is done once for: workspace, checkout or data", &StepTemplate::per, lifetime()),
       field<K>("cwd", "the directory that it runs in", &StepTemplate::directory, template_text()),
       field<K>("env", "more environment variables", &StepTemplate::env, environment()),
       field<K>("stdin", "its standard input", &K::input, template_text()),
       field<K>("expect", "what its output must be like", &K::expect, expectation()),
       field<K>("timeout", "how long it may take, 10m unless given", &StepTemplate::timeout, duration()),
       field<K>("needs", "which needs it waits for, by alias; else all that it draws on", &StepTemplate::needs, list_of(name(plain_names())))},
      {{KeyRule::Kind::exactly_one, {"run", "sh", "python"}}});
  return mapped<StepTemplate>(std::move(keys), [](K given, const Node& node, const FieldPlace& place) { return step_from(std::move(given), node, place); });
}

}  // namespace stackup
