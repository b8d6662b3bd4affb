#include "stackup/plan/unit_builder.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {

void put(EnvironmentMap& environment, const EnvironmentTemplate& list, const Scope& scope) {
  for (const auto& [name, text] : list) environment[name.value] = scope.expand(text).text;
}

bool has_python(const Unit& unit) {
  return std::any_of(unit.recipe.steps.begin(), unit.recipe.steps.end(), [](const auto& step) { return std::holds_alternative<PythonSpec>(step.second.kind); });
}

Expectation expand_expect(const ExpectTemplate& expect, const Scope& scope) { return {expect.kind, scope.expand(expect.text).text}; }

namespace {

/// Programs that a unit's toolchains have made for it.
std::string toolchain_path(const Unit& unit, const Scope& scope) {
  std::string path = has_python(unit) ? (scope.assignments().layout.venv(unit.name) / "bin").string() + ":" : "";
  for (const auto& [name, step] : unit.recipe.steps)
    if (const auto* node = std::get_if<NodeSpec>(&step.kind)) path += (node_directory(*node, scope) / "node_modules" / ".bin").string() + ":";
  return path;
}

/// What npm is to be like in every command of a unit that has node steps, unless its recipe says otherwise.
void put_npm_settings(EnvironmentMap& environment, const Unit& unit, const BuildOptions& options) {
  const auto is_node = [](const auto& step) { return std::holds_alternative<NodeSpec>(step.second.kind); };
  if (std::none_of(unit.recipe.steps.begin(), unit.recipe.steps.end(), is_node)) return;
  if (!options.npm_cache.empty()) environment["npm_config_cache"] = options.npm_cache.string();
  for (const auto* noise : {"npm_config_audit", "npm_config_fund", "npm_config_update_notifier"}) environment[noise] = "false";
}

}  // namespace

Program unit_program(const Stack& stack, const Unit& unit, const Assignments& assignments, const BuildOptions& options) {
  const Layout& layout = assignments.layout;
  Program program;
  program.environment = options.ambient;
  put_npm_settings(program.environment, unit, options);
  const Scope scope(stack, unit, assignments);
  for (const auto& [name, value] : unit_environment(scope)) program.environment[name] = value.text;
  std::string path = toolchain_path(unit, scope);
  for (const auto& directory : unit.recipe.path) path += scope.expand(directory).text + ":";
  program.environment["PATH"] = path.append(standard_path);
  if (has_python(unit)) program.environment["VIRTUAL_ENV"] = layout.venv(unit.name).string();
  program.directory = unit.recipe.repository ? layout.source(unit.name) : layout.home(unit.name);
  return program;
}

Program UnitBuilder::program(const Scope& scope, const std::vector<const EnvironmentTemplate*>& extra) const {
  Program made = unit_program(stack_, unit_, assignments_, options_);
  for (const auto* list : extra) put(made.environment, *list, scope);
  return made;
}

Probe UnitBuilder::probe(const ReadyTemplate& ready, const Scope& scope, const Program& base) const {
  const std::string host = "127.0.0.1";
  const auto port = [&](const std::string& name) { return assignments_.ports.at({unit_.name, name}); };
  struct Make {
    const UnitBuilder& self;
    const Scope& scope;
    const Program& base;
    const decltype(port)& port_of;
    const std::string& host;
    Probe operator()(const ReadyTemplate::Started&) const { return StartedProbe{}; }
    Probe operator()(const ReadyTemplate::Notify&) const { return NotifyProbe{}; }
    Probe operator()(const ReadyTemplate::Tcp& tcp) const { return TcpProbe{host, port_of(tcp.port.value), scope.expand(tcp.send).text, expand_expect(tcp.expect, scope)}; }
    Probe operator()(const ReadyTemplate::Http& http) const {
      const int number = port_of(http.port ? http.port->value : self.unit_.recipe.ports.front().first.value);
      return HttpProbe{fmt::format("http://{}:{}{}", host, number, scope.expand(http.path).text), number, http.status, expand_expect(http.expect, scope)};
    }
    Probe operator()(const ReadyTemplate::Run& run) const {
      Program program = base;
      program.arguments = expand_command(run.command, scope);
      return RunProbe{program, expand_expect(run.expect, scope)};
    }
    Probe operator()(const ReadyTemplate::Log& log) const { return LogProbe{log.pattern}; }
  };
  return std::visit(Make{*this, scope, base, port, host}, ready.probe);
}

ProcessSpec UnitBuilder::process_spec(const std::string& process_id, const ProcessTemplate& process, const Scope& scope) const {
  ProcessSpec spec;
  spec.id = process_id;
  spec.unit = unit_.name;
  spec.program = program(scope, {&process.env});
  spec.program.arguments = expand_command(process.command, scope);
  if (process.directory) spec.program.directory = scope.expand(*process.directory).text;
  spec.log = log(process_id.substr(process_id.find('/') + 1));
  spec.ready = probe(process.ready, scope, spec.program);
  spec.ready_timeout = process.ready.timeout;
  spec.health = {process.ready.interval.value_or(Duration{}), process.ready.retries};
  spec.on_upstream_restart = process.on_upstream_restart;
  for (const auto& [name, preferred] : unit_.recipe.ports) spec.ports.push_back(assignments_.ports.at({unit_.name, name.value}));
  spec.restart = process.restart;
  spec.stop = process.stop;
  return spec;
}

Edges UnitBuilder::process_edges(const ProcessTemplate& process) const {
  Edges edges = base_edges();
  if (process.after) {
    for (const auto& target : *process.after)
      for (const auto& other : targets(target.value)) edges.add(other);
  } else {
    for (const auto& step : steps_before_processes(unit_)) edges.add(id(step));
  }
  for (const auto& claim : unit_.claims)
    for (const auto& other : claim_ids(claim.alias)) edges.add(other);
  for (const auto& [file, content] : unit_.recipe.files) edges.add(id("file." + file.value));
  return edges;
}

/// Processes that must still run while this one stops. A claim hides those of its provider.
std::vector<std::string> UnitBuilder::stopped_after(const Edges& edges) const {
  std::set<std::string> processes;
  const auto add_process_of = [&](const std::string& ready) {
    if (ready.ends_with(".ready")) processes.insert(ready.substr(0, ready.size() - 6));
  };
  for (const auto& other : edges.after) add_process_of(other);
  for (const auto& claim : unit_.claims)
    if (const Unit* provider = stack_.find(claim.provider))
      for (const auto& other : readiness_ids(*provider)) add_process_of(other);
  return {processes.begin(), processes.end()};
}

void UnitBuilder::add_process(const std::string& name, const ProcessTemplate& process, const std::string& instance) {
  const std::string full = instance.empty() ? name : name + "." + instance;
  const Scope scope = instance.empty() ? scope_ : scope_.for_instance(name, instance);
  ProcessSpec spec = process_spec(id(full), process, scope);
  if (!instance.empty()) put(spec.program.environment, find_named(process.instances, instance)->env, scope);
  const Edges edges = process_edges(process);
  spec.after = stopped_after(edges);
  add(full, fmt::format("start {}", full), StartStep{spec}, edges);
  add(full + ".ready", fmt::format("wait until {} is ready", full), ReadyStep{id(full)}, {{id(full)}, {id(full)}}).usually = process.usually;
}

void UnitBuilder::add_processes() {
  for (const auto& [name, process] : unit_.recipe.processes) {
    if (process.instances.empty()) add_process(name.value, process, "");
    for (const auto& [instance, settings] : process.instances) add_process(name.value, process, instance.value);
  }
}

}  // namespace stackup
