// What a step of a recipe becomes, each kind in its way.
#include "stackup/plan/unit_builder.h"

namespace stackup {

std::string UnitBuilder::text_of(const std::optional<Template>& text) const { return text ? scope_.expand(*text).text : std::string(); }

std::vector<std::string> UnitBuilder::texts_of(const std::vector<Template>& texts) const {
  std::vector<std::string> expanded;
  for (const auto& text : texts) expanded.push_back(scope_.expand(text).text);
  return expanded;
}

BuildSettings UnitBuilder::settings_of(const Named<Template>& settings) const {
  BuildSettings expanded;
  for (const auto& [name, value] : settings) expanded.emplace_back(name.value, scope_.expand(value).text);
  return expanded;
}

template <class Spec>
Spec UnitBuilder::in_frame(const StepFrame& frame) const {
  Spec spec;
  spec.base = frame.base;
  spec.log = log(frame.name);
  spec.timeout = frame.step.timeout;
  return spec;
}

StepSpec UnitBuilder::step_spec(const StepTemplate& step, const std::string& name) const {
  StepFrame frame{name, step, program(scope_, {&step.env})};
  if (step.directory) frame.base.directory = scope_.expand(*step.directory).text;
  return std::visit([&](const auto& kind) { return spec_of(kind, frame); }, step.kind);
}

StepSpec UnitBuilder::spec_of(const RunStepSpec& run, const StepFrame& frame) const {
  RunStep spec;
  spec.program = frame.base;
  spec.program.arguments = expand_command(run.command, scope_);
  if (run.input) spec.program.input = scope_.expand(*run.input).text;
  spec.expect = expand_expect(run.expect, scope_);
  spec.log = log(frame.name);
  spec.timeout = frame.step.timeout;
  if (frame.step.per == StepLifetime::data) spec.data = assignments_.layout.data(unit_.name);
  return spec;
}

StepSpec UnitBuilder::spec_of(const PythonSpec& python, const StepFrame& frame) const {
  const Layout& layout = assignments_.layout;
  auto spec = in_frame<PythonStep>(frame);
  spec.venv = layout.venv(unit_.name);
  if (python.editable) spec.editable = (layout.source(unit_.name) / text_of(python.editable)).lexically_normal();
  for (const auto& file : texts_of(python.requirements)) spec.requirements.push_back((layout.source(unit_.name) / file).string());
  spec.constraints = text_of(python.constraints);
  spec.index = text_of(python.index);
  spec.isolated = python.isolated;
  spec.wheels = options_.wheels;
  spec.reach = options_.network == BuildOptions::Network::forbidden ? PythonStep::Index::offline : PythonStep::Index::reachable;
  return spec;
}

StepSpec UnitBuilder::spec_of(const NodeSpec& node, const StepFrame& frame) const {
  auto spec = in_frame<NodeStep>(frame);
  spec.room = assignments_.layout.state() / "node" / unit_.name / frame.name;
  spec.directory = node_directory(node, scope_);
  spec.scripts = texts_of(node.scripts);
  spec.registry = text_of(node.registry);
  spec.reach = options_.network == BuildOptions::Network::forbidden ? NodeStep::Registry::offline : NodeStep::Registry::reachable;
  spec.base.directory = spec.directory;
  return spec;
}

StepSpec UnitBuilder::spec_of(const CMakeSpec& cmake, const StepFrame& frame) const {
  auto spec = in_frame<CMakeStep>(frame);
  spec.source = below(assignments_.layout.source(unit_.name), text_of(cmake.source));
  spec.build = below(assignments_.layout.build(unit_.name), text_of(cmake.build));
  spec.preset = text_of(cmake.preset);
  spec.build_type = text_of(cmake.build_type);
  spec.generator = text_of(cmake.generator);
  spec.options = settings_of(cmake.options);
  spec.targets = texts_of(cmake.targets);
  spec.jobs = options_.build_jobs;
  spec.base.directory = spec.source;
  return spec;
}

StepSpec UnitBuilder::spec_of(const MakeSpec& make, const StepFrame& frame) const {
  auto spec = in_frame<MakeStep>(frame);
  spec.directory = below(assignments_.layout.source(unit_.name), text_of(make.directory));
  spec.targets = texts_of(make.targets);
  spec.variables = settings_of(make.variables);
  spec.jobs = make.jobs;
  spec.base.directory = spec.directory;
  return spec;
}

std::filesystem::path below(const std::filesystem::path& directory, const std::string& path) {
  auto normal = (directory / path).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

std::filesystem::path node_directory(const NodeSpec& node, const Scope& scope) {
  return below(scope.assignments().layout.source(scope.unit().name), node.directory ? scope.expand(*node.directory).text : std::string());
}

}  // namespace stackup
