// Every ${variable} of a recipe is looked up here before anything runs. A scope is the list of all names that mean something at a place, so the check,
// the suggestion and the explanation come from one list.
#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/plan/resolve.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

using Meanings = std::set<std::string>;

void add_secret(Meanings& names, const std::string& prefix, const std::string& name) {
  names.insert(prefix + name);
  names.insert(prefix + name + ".file");
}

void add_need(Meanings& names, const Stack& stack, const Claim& claim) {
  const auto prefix = "need." + claim.alias + ".";
  const auto* provider = stack.find(claim.provider);
  if (provider == nullptr) return;
  names.insert(prefix + "host");
  for (const auto& [name, number] : provider->recipe.ports) names.insert(prefix + "port." + name.value);
  for (const auto& [name, spec] : provider->recipe.secrets) add_secret(names, prefix + "secret.", name.value);
  const auto* offer = offer_of(stack, claim);
  if (offer == nullptr) return;
  for (const auto& name : offer->secrets) add_secret(names, prefix + "secret.", name.value);
  for (const auto& [name, text] : offer->exports) names.insert(prefix + name.value);
}

Meanings early_names(const Unit& unit) {
  Meanings names = {"name"};
  for (const auto& [name, spec] : unit.recipe.parameters) names.insert("param." + name.value);
  return names;
}

Meanings unit_names(const Stack& stack, const Unit& unit) {
  auto names = early_names(unit);
  names.insert({"workspace", "src", "data", "run", "logs", "venv", "build", "home", "host", "user"});
  for (const auto& [name, number] : unit.recipe.ports) names.insert("port." + name.value);
  for (const auto& [name, spec] : unit.recipe.secrets) add_secret(names, "secret.", name.value);
  for (const auto& [name, file] : unit.recipe.files) names.insert("file." + name.value);
  for (const auto& claim : unit.claims) add_need(names, stack, claim);
  return names;
}

Meanings offer_names(Meanings names, const OfferSpec& offer) {
  for (const auto& [name, spec] : offer.parameters) names.insert("param." + name.value);
  for (const auto& name : offer.secrets) add_secret(names, "secret.", name.value);
  for (const auto& [name, text] : offer.exports) names.insert("export." + name.value);
  return names;
}

/// Variables that every instance has: a text of the process is used for each of them.
Meanings process_names(Meanings names, const ProcessTemplate& process) {
  if (process.instances.empty()) return names;
  names.insert("instance");
  for (const auto& variable : process.instances.front().second.vars) {
    const auto& name = variable.first.value;
    const auto has_it = [&](const auto& instance) { return find_named(instance.second.vars, name) != nullptr; };
    if (std::all_of(process.instances.begin(), process.instances.end(), has_it)) names.insert("instance." + name);
  }
  return names;
}

std::string section_of(const std::string& name) { return name.substr(0, name.find('.')); }

class VariableChecker {
 public:
  VariableChecker(const DraftUnit& draft, const Environment& environment, Diagnostics& diagnostics)
      : draft_(draft), environment_(environment), diagnostics_(diagnostics) {}

  void check(const Template& text, const Meanings& names) {
    for (const auto& reference : text.references()) check(reference, names);
  }
  void check(const std::optional<Template>& text, const Meanings& names) {
    if (text) check(*text, names);
  }
  void check(const Named<Template>& values, const Meanings& names) {
    for (const auto& [name, text] : values) check(text, names);
  }
  void check(const std::vector<Template>& texts, const Meanings& names) {
    for (const auto& text : texts) check(text, names);
  }
  void check(const CommandTemplate& command, const Meanings& names) {
    for (const auto& word : command.words) check(word, names);
  }
  void check(const Node& tree, const Meanings& names) {
    Diagnostics checked_when_decoded;
    if (tree.is_scalar()) check(parse_template(tree, checked_when_decoded), names);
    for (const auto& item : tree.items) check(item, names);
    for (const auto& entry : tree.entries) check(entry.value, names);
  }
  void check(const ActionTemplate& action, const Meanings& names) {
    check(action.command, names);
    check(action.input, names);
    check(action.expect.text, names);
    check(action.env, names);
  }
  void check(const std::optional<ActionTemplate>& action, const Meanings& names) {
    if (action) check(*action, names);
  }

 private:
  void check(const Reference& reference, const Meanings& names) {
    const auto section = section_of(reference.name);
    if (reference.fallback && section != "env" && section != "need") return report_fallback(reference);
    if (section == "env" && reference.name.size() > 4) return check_environment(reference);
    if (names.contains(reference.name)) return;
    if (section == "need" && reference.name.size() > 5) {
      const auto rest = reference.name.substr(5);
      const auto alias = rest.substr(0, rest.find('.'));
      if (draft_.unresolved.contains(alias)) return;
      if (draft_.unit.untaken.contains(alias)) return reference.fallback ? void() : report_untaken(reference, alias);
    }
    report_unknown(reference, names);
  }

  void check_environment(const Reference& reference) {
    const auto name = reference.name.substr(4);
    if (reference.fallback || environment_.contains(name)) return;
    diagnostics_.report(ErrorCode::unknown_variable, fmt::format("'${{{}}}' has no value: {} is not set", reference.name, printable(name)), reference.span)
        .because("env. variables come from the workspace's .env, else from the environment that stackup was started with")
        .try_(fmt::format("put a line {}=… into .env", name))
        .try_(fmt::format("or give it a default: ${{{}:-…}}", reference.name));
  }

  void report_fallback(const Reference& reference) {
    diagnostics_.report(ErrorCode::bad_variable, fmt::format("'${{{}}}' can't have a default", reference.name), reference.span)
        .because("only env. variables and those of optional needs may be missing")
        .try_(fmt::format("write ${{{}}}", reference.name));
  }

  void report_untaken(const Reference& reference, const std::string& alias) {
    diagnostics_.report(ErrorCode::unknown_variable, fmt::format("'${{{}}}' has no value: the optional need '{}' is not part of this stack", reference.name, alias), reference.span)
        .because("an optional need is taken only if its recipe is there for another reason")
        .try_(fmt::format("give it a default: ${{{}:-…}}", reference.name))
        .try_(fmt::format("or take the need: --with {}", alias));
  }

  void report_unknown(const Reference& reference, const Meanings& names) {
    const std::vector<std::string> all(names.begin(), names.end());
    std::vector<std::string> similar;
    std::copy_if(all.begin(), all.end(), std::back_inserter(similar), [&](const auto& name) { return section_of(name) == section_of(reference.name) && name.find('.') != std::string::npos; });
    auto& error = diagnostics_.report(ErrorCode::unknown_variable, fmt::format("'${{{}}}' has no meaning here", printable(reference.name)), reference.span);
    error.because(fmt::format("the variables that are known here: {}", join(similar.empty() ? all : similar, ", ")));
    if (const auto meant = closest_match(reference.name, similar.empty() ? all : similar)) error.try_(fmt::format("did you mean ${{{}}}?", *meant));
    else error.try_("docs/recipes.md lists the variables; $$ is a dollar sign itself");
  }

  const DraftUnit& draft_;
  const Environment& environment_;
  Diagnostics& diagnostics_;
};

void check_early_texts(VariableChecker& checker, const Recipe& recipe, const Meanings& names) {
  for (const auto& [name, spec] : recipe.parameters) checker.check(spec.fallback, names);
  for (const auto& [name, spec] : recipe.secrets) checker.check(spec.from, names);
  if (recipe.repository)
    for (const auto* text : {&recipe.repository->branch, &recipe.repository->tag, &recipe.repository->commit}) checker.check(*text, names);
  if (recipe.repository) checker.check(recipe.repository->candidates, names);
  if (!recipe.external) return;
  checker.check(recipe.external->host, names);
  checker.check(recipe.external->secrets, names);
}

void check_unit_texts(VariableChecker& checker, const Recipe& recipe, const Meanings& names) {
  if (recipe.repository) checker.check(recipe.repository->url, names);
  for (const auto& directory : recipe.path) checker.check(directory, names);
  for (const auto& [name, file] : recipe.files) {
    checker.check(file.text, names);
    checker.check(file.content, names);
    checker.check(file.path, names);
  }
  checker.check(recipe.env, names);
  checker.check(recipe.links, names);
}

void check_kind(VariableChecker& checker, const RunStepSpec& run, const Meanings& names) {
  checker.check(run.command, names);
  checker.check(run.input, names);
  checker.check(run.expect.text, names);
}

void check_kind(VariableChecker& checker, const PythonSpec& python, const Meanings& names) {
  for (const auto* text : {&python.editable, &python.constraints, &python.index}) checker.check(*text, names);
  checker.check(python.requirements, names);
}

void check_kind(VariableChecker& checker, const NodeSpec& node, const Meanings& names) {
  for (const auto* text : {&node.directory, &node.registry}) checker.check(*text, names);
  checker.check(node.scripts, names);
}

void check_kind(VariableChecker& checker, const CMakeSpec& cmake, const Meanings& names) {
  for (const auto* text : {&cmake.source, &cmake.build, &cmake.preset, &cmake.build_type, &cmake.generator}) checker.check(*text, names);
  checker.check(cmake.options, names);
  checker.check(cmake.targets, names);
}

void check_kind(VariableChecker& checker, const MakeSpec& make, const Meanings& names) {
  checker.check(make.directory, names);
  checker.check(make.targets, names);
  checker.check(make.variables, names);
}

void check_steps(VariableChecker& checker, const Recipe& recipe, const Meanings& names) {
  for (const auto& [name, step] : recipe.steps) {
    std::visit([&](const auto& kind) { check_kind(checker, kind, names); }, step.kind);
    checker.check(step.directory, names);
    checker.check(step.env, names);
  }
}

void check_processes(VariableChecker& checker, const Recipe& recipe, const Meanings& unit) {
  for (const auto& [name, process] : recipe.processes) {
    const auto names = process_names(unit, process);
    checker.check(process.command, names);
    checker.check(process.directory, names);
    checker.check(process.env, names);
    auto simple = unit;
    simple.insert("instance");  // values of an instance may name it, but not be made of each other
    for (const auto& [instance, details] : process.instances) {
      checker.check(details.vars, simple);
      checker.check(details.env, names);
    }
    if (const auto* http = std::get_if<ReadyTemplate::Http>(&process.ready.probe)) {
      checker.check(http->path, names);
      checker.check(http->expect.text, names);
    }
    if (const auto* tcp = std::get_if<ReadyTemplate::Tcp>(&process.ready.probe)) {
      checker.check(tcp->send, names);
      checker.check(tcp->expect.text, names);
    }
    if (const auto* run = std::get_if<ReadyTemplate::Run>(&process.ready.probe)) {
      checker.check(run->command, names);
      checker.check(run->expect.text, names);
    }
  }
}

void check_proofs(VariableChecker& checker, const Recipe& recipe, const Meanings& names) {
  for (const auto& smoke : recipe.smoke) {
    checker.check(smoke.expect.text, names);
    if (const auto* run = std::get_if<SmokeTemplate::Run>(&smoke.check)) checker.check(run->command, names);
    if (const auto* http = std::get_if<SmokeTemplate::Http>(&smoke.check)) checker.check(http->url, names);
    if (const auto* tcp = std::get_if<SmokeTemplate::Tcp>(&smoke.check)) checker.check(tcp->send, names);
  }
  if (recipe.connect) {
    checker.check(recipe.connect->command, names);
    checker.check(recipe.connect->env, names);
    checker.check(recipe.connect->directory, names);
  }
  if (!recipe.test) return;
  checker.check(recipe.test->command, names);
  if (recipe.test->quick) checker.check(*recipe.test->quick, names);
  checker.check(recipe.test->env, names);
  checker.check(recipe.test->directory, names);
}

Meanings export_names(const OfferSpec& offer) {
  Meanings names;
  for (const auto& [name, text] : offer.exports) names.insert("export." + name.value);
  return names;
}

void check_offers(VariableChecker& checker, const Recipe& recipe, const Meanings& unit) {
  for (const auto& [name, offer] : recipe.offers) {
    const auto names = offer_names(unit, offer);
    for (const auto& [parameter, spec] : offer.parameters) checker.check(spec.fallback, names);
    for (const auto* action : {&offer.probe, &offer.create, &offer.drop, &offer.reset}) checker.check(*action, names);
    checker.check(offer.exports, names);
    checker.check(offer.env, names);
    if (offer.trial) checker.check(offer.trial->env, export_names(offer));
  }
}

void check_claims(VariableChecker& checker, const Stack& stack, const Unit& unit, const Meanings& names) {
  for (const auto& claim : unit.claims) {
    for (const auto& name : claim.given) checker.check(claim.parameters.at(name), names);
    if (claim.env_writer == Claim::Writer::service) continue;
    auto with_exports = names;
    if (const auto* offer = offer_of(stack, claim))
      for (const auto& [name, text] : offer->exports) with_exports.insert("export." + name.value);
    checker.check(claim.env, with_exports);
  }
}

}  // namespace

void check_variables(const Stack& stack, const DraftUnit& draft, const Environment& environment, Diagnostics& diagnostics) {
  VariableChecker checker(draft, environment, diagnostics);
  const auto& recipe = draft.unit.recipe;
  const auto names = unit_names(stack, draft.unit);
  check_early_texts(checker, recipe, early_names(draft.unit));
  check_unit_texts(checker, recipe, names);
  check_steps(checker, recipe, names);
  check_processes(checker, recipe, names);
  check_proofs(checker, recipe, names);
  check_offers(checker, recipe, names);
  check_claims(checker, stack, draft.unit, names);
}

}  // namespace stackup
