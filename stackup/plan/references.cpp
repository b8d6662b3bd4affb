#include "stackup/plan/references.h"

#include "stackup/base/text.h"

#include <algorithm>

namespace stackup {
namespace {

Drawn drawn_by_tree(const Node& node) {
  Drawn drawn;
  Diagnostics checked_when_decoded;
  if (node.is_scalar()) drawn.add(drawn_by(parse_template(node, checked_when_decoded)));
  for (const auto& item : node.items) drawn.add(drawn_by_tree(item));
  for (const auto& entry : node.entries) drawn.add(drawn_by_tree(entry.value));
  return drawn;
}

Drawn drawn_by(const std::optional<Template>& text) { return text ? stackup::drawn_by(*text) : Drawn{}; }

Drawn drawn_by_values(const Named<Template>& values) {
  Drawn drawn;
  for (const auto& [name, text] : values) drawn.add(stackup::drawn_by(text));
  return drawn;
}

Drawn drawn_by_all(const std::vector<Template>& texts) {
  Drawn drawn;
  for (const auto& text : texts) drawn.add(stackup::drawn_by(text));
  return drawn;
}

Drawn drawn_by(const ReadyTemplate& ready) {
  Drawn drawn;
  if (const auto* http = std::get_if<ReadyTemplate::Http>(&ready.probe)) {
    drawn.add(stackup::drawn_by(http->path));
    drawn.add(stackup::drawn_by(http->expect.text));
  }
  if (const auto* tcp = std::get_if<ReadyTemplate::Tcp>(&ready.probe)) {
    drawn.add(stackup::drawn_by(tcp->send));
    drawn.add(stackup::drawn_by(tcp->expect.text));
  }
  if (const auto* run = std::get_if<ReadyTemplate::Run>(&ready.probe)) {
    drawn.add(stackup::drawn_by(run->command));
    drawn.add(stackup::drawn_by(run->expect.text));
  }
  return drawn;
}

Drawn drawn_by(const PythonSpec& python) {
  Drawn drawn;
  for (const auto& part : {python.editable, python.constraints, python.index}) drawn.add(drawn_by(part));
  drawn.add(drawn_by_all(python.requirements));
  return drawn;
}

Drawn drawn_by(const NodeSpec& node) {
  auto drawn = drawn_by_all(node.scripts);
  for (const auto& part : {node.directory, node.registry}) drawn.add(drawn_by(part));
  return drawn;
}

Drawn drawn_by(const CMakeSpec& cmake) {
  auto drawn = drawn_by_values(cmake.options);
  for (const auto& part : {cmake.source, cmake.build, cmake.preset, cmake.build_type, cmake.generator}) drawn.add(drawn_by(part));
  drawn.add(drawn_by_all(cmake.targets));
  return drawn;
}

Drawn drawn_by(const MakeSpec& make) {
  auto drawn = drawn_by_values(make.variables);
  drawn.add(drawn_by(make.directory));
  drawn.add(drawn_by_all(make.targets));
  return drawn;
}

Drawn drawn_by(const RunStepSpec& run) {
  auto drawn = stackup::drawn_by(run.command);
  drawn.add(drawn_by(run.input));
  drawn.add(stackup::drawn_by(run.expect.text));
  return drawn;
}

}  // namespace

void Drawn::add(const Drawn& more) {
  claims.insert(more.claims.begin(), more.claims.end());
  secrets.insert(more.secrets.begin(), more.secrets.end());
  files.insert(more.files.begin(), more.files.end());
  ports.insert(more.ports.begin(), more.ports.end());
}

Drawn drawn_by(const Template& text) {
  Drawn drawn;
  for (const auto& reference : text.references()) {
    const auto dot = reference.name.find('.');
    if (dot == std::string::npos) continue;
    const auto head = reference.name.substr(0, dot);
    auto rest = reference.name.substr(dot + 1);
    if (head == "need") drawn.claims.insert(rest.substr(0, rest.find('.')));
    if (head == "secret") drawn.secrets.insert(rest.ends_with(".file") ? rest.substr(0, rest.size() - 5) : rest);
    if (head == "file") drawn.files.insert(rest);
    if (head == "port") drawn.ports.insert(rest);
  }
  return drawn;
}

Drawn drawn_by(const CommandTemplate& command) {
  Drawn drawn;
  for (const auto& word : command.words) drawn.add(drawn_by(word));
  return drawn;
}

Drawn drawn_by(const EnvironmentTemplate& environment) { return drawn_by_values(environment); }

Drawn drawn_by(const StepTemplate& step) {
  auto drawn = std::visit([](const auto& kind) { return drawn_by(kind); }, step.kind);
  drawn.add(drawn_by(step.directory));
  drawn.add(drawn_by_values(step.env));
  return drawn;
}

Drawn drawn_by(const ProcessTemplate& process) {
  auto drawn = drawn_by(process.command);
  drawn.add(drawn_by(process.directory));
  drawn.add(drawn_by_values(process.env));
  drawn.add(drawn_by(process.ready));
  for (const auto& [name, instance] : process.instances) {
    drawn.add(drawn_by_values(instance.env));
    drawn.add(drawn_by_values(instance.vars));
  }
  return drawn;
}

Drawn drawn_by(const ActionTemplate& action) {
  auto drawn = drawn_by(action.command);
  drawn.add(drawn_by(action.input));
  drawn.add(drawn_by(action.expect.text));
  drawn.add(drawn_by_values(action.env));
  return drawn;
}

Drawn drawn_by(const FileSpec& file) {
  auto drawn = file.format == FileSpec::Format::text ? drawn_by(file.text) : drawn_by_tree(file.content);
  drawn.add(drawn_by(file.path));
  return drawn;
}

Drawn drawn_by(const Claim& claim) {
  Drawn drawn;
  for (const auto& name : claim.given) drawn.add(drawn_by(claim.parameters.at(name)));
  return drawn;
}

Drawn drawn_by_environment(const Unit& unit) {
  auto drawn = drawn_by_values(unit.recipe.env);
  for (const auto& claim : unit.claims) {
    if (!claim.env.empty()) drawn.claims.insert(claim.alias);
    if (claim.env_writer == Claim::Writer::claimant) drawn.add(drawn_by_values(claim.env));
  }
  return drawn;
}

Drawn with_files(Drawn drawn, const Unit& unit) {
  std::set<std::string> seen;
  std::vector<std::string> open(drawn.files.begin(), drawn.files.end());
  while (!open.empty()) {
    const auto name = open.back();
    open.pop_back();
    const auto* file = find_named(unit.recipe.files, name);
    if (file == nullptr || !seen.insert(name).second) continue;
    const auto more = drawn_by(*file);
    open.insert(open.end(), more.files.begin(), more.files.end());
    drawn.add(more);
  }
  return drawn;
}

std::vector<std::string> drawn_claims(const Template& text) {
  const auto drawn = drawn_by(text);
  return {drawn.claims.begin(), drawn.claims.end()};
}

std::optional<AfterTarget> after_target(const Unit& unit, const std::string& after) {
  using Kind = AfterTarget::Kind;
  auto words = split(after, '.');
  if (words.size() == 1 && find_named(unit.recipe.steps, after) != nullptr) return AfterTarget{Kind::step, after, ""};
  if (const auto* process = find_named(unit.recipe.processes, words[0])) {
    if (words.size() > 1 && words.back() == "ready") words.pop_back();
    if (words.size() == 1) return AfterTarget{Kind::process, words[0], ""};
    if (words.size() == 2 && find_named(process->instances, words[1]) != nullptr) return AfterTarget{Kind::process, words[0], words[1]};
    return std::nullopt;
  }
  if (words.size() == 1 && unit.find_claim(after) != nullptr) return AfterTarget{Kind::need, after, ""};
  return std::nullopt;
}

std::vector<std::string> steps_before_processes(const Unit& unit) {
  std::set<std::string> late;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [name, step] : unit.recipe.steps) {
      const auto waits_for_process = [&](const Name& after) {
        const auto target = after_target(unit, after.value);
        return target && (target->kind == AfterTarget::Kind::process || (target->kind == AfterTarget::Kind::step && late.contains(target->name)));
      };
      if (!late.contains(name.value) && std::any_of(step.after.begin(), step.after.end(), waits_for_process)) changed = late.insert(name.value).second;
    }
  }
  std::vector<std::string> early;
  for (const auto& [name, step] : unit.recipe.steps)
    if (!late.contains(name.value)) early.push_back(name.value);
  return early;
}

}  // namespace stackup
