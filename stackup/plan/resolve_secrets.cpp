// Arguments can be read by every user of the machine, so no secret may come into one, by whatever way: each argument is expanded with secrets that
// are not known yet, and must come out complete.
#include "stackup/base/text.h"
#include "stackup/plan/resolve.h"
#include "stackup/plan/scope.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

bool holds_secret(const Template& text, const Scope& scope) {
  const auto expanded = scope.expand(text);
  return expanded.has_secret || !expanded.is_complete;
}

/// The variable of `word` that brings the secret.
const Reference* guilty_reference(const Template& word, const Scope& scope) {
  for (const auto& part : word.parts)
    if (const auto* reference = std::get_if<Reference>(&part))
      if (holds_secret(Template{{*reference}, word.span}, scope)) return reference;
  return nullptr;
}

void check_words(const std::vector<Template>& words, const Scope& scope, const std::string& who, Diagnostics& diagnostics) {
  for (const auto& word : words) {
    const auto* reference = guilty_reference(word, scope);
    if (reference == nullptr) continue;
    auto& error = diagnostics.report(ErrorCode::secret_in_arguments, fmt::format("{} of recipe '{}' has a secret among its arguments", who, scope.unit().recipe.name.value), reference->span);
    error.because(fmt::format("'${{{}}}' holds a secret, and everyone on the machine can see arguments in ps", reference->name));
    if (reference->name.find("secret.") != std::string::npos) error.try_(fmt::format("pass the path of its file: ${{{}.file}}", reference->name));
    error.try_(fmt::format("pass it by the environment: `env: {{NAME: \"${{{}}}\"}}`, by stdin, or in a file of `files:`", reference->name));
  }
}

void check_command(const CommandTemplate& command, const Scope& scope, const std::string& who, Diagnostics& diagnostics) { check_words(command.words, scope, who, diagnostics); }

std::vector<Template> with_values(std::vector<Template> words, const Named<Template>& settings) {
  for (const auto& [name, value] : settings) words.push_back(value);
  return words;
}

/// What of a step becomes an argument. A python step's index and a node step's registry do not.
std::vector<Template> arguments_of(const StepTemplate& step) {
  if (const auto* run = std::get_if<RunStepSpec>(&step.kind)) return run->command.words;
  if (const auto* node = std::get_if<NodeSpec>(&step.kind)) return node->scripts;
  if (const auto* make = std::get_if<MakeSpec>(&step.kind)) return with_values(make->targets, make->variables);
  const auto* cmake = std::get_if<CMakeSpec>(&step.kind);
  if (cmake == nullptr) return {};
  auto words = with_values(cmake->targets, cmake->options);
  for (const auto* text : {&cmake->preset, &cmake->build_type, &cmake->generator})
    if (*text) words.push_back(**text);
  return words;
}

void check_process(const Name& name, const ProcessTemplate& process, const Scope& scope, Diagnostics& diagnostics) {
  const auto who = fmt::format("process '{}'", name.value);
  check_command(process.command, scope, who, diagnostics);
  if (const auto* run = std::get_if<ReadyTemplate::Run>(&process.ready.probe)) check_command(run->command, scope, "the probe of " + who, diagnostics);
}

void check_own_commands(const Scope& scope, Diagnostics& diagnostics) {
  const auto& recipe = scope.unit().recipe;
  for (const auto& [name, step] : recipe.steps)
    check_words(arguments_of(step), scope, fmt::format("step '{}'", name.value), diagnostics);
  for (const auto& [name, process] : recipe.processes) {
    if (process.instances.empty()) check_process(name, process, scope, diagnostics);
    for (const auto& [instance, details] : process.instances) check_process(name, process, scope.for_instance(name.value, instance.value), diagnostics);
  }
  for (const auto& smoke : recipe.smoke)
    if (const auto* run = std::get_if<SmokeTemplate::Run>(&smoke.check)) check_command(run->command, scope, "a smoke check", diagnostics);
  if (recipe.connect) check_command(recipe.connect->command, scope, "the client", diagnostics);
  if (!recipe.test) return;
  check_command(recipe.test->command, scope, "the test", diagnostics);
  if (recipe.test->quick) check_command(*recipe.test->quick, scope, "the quick test", diagnostics);
}

/// The actions by themselves, on behalf of nobody: parameters without a default are empty.
void check_offers(const Stack& stack, const Unit& unit, const Assignments& nothing, Diagnostics& diagnostics) {
  for (const auto& [name, offer] : unit.recipe.offers) {
    Claim anybody;
    anybody.offer = name.value;
    anybody.provider = unit.name;
    for (const auto& [parameter, spec] : offer.parameters) anybody.parameters[parameter.value] = spec.fallback.value_or(Template{});
    const auto scope = Scope(stack, unit, nothing).for_claim(unit, anybody);
    for (const auto* action : {&offer.probe, &offer.create, &offer.drop, &offer.reset})
      if (*action) check_command((*action)->command, scope, fmt::format("offer '{}'", name.value), diagnostics);
  }
}

bool uses_parameter(const OfferSpec& offer, const std::string& name) {
  for (const auto* action : {&offer.probe, &offer.create, &offer.drop, &offer.reset}) {
    if (!*action) continue;
    for (const auto& word : (*action)->command.words)
      for (const auto& reference : word.references())
        if (reference.name == "param." + name) return true;
  }
  return false;
}

/// A need may bring the secret in by a parameter that the offer uses as an argument.
void check_claims(const Stack& stack, const Unit& unit, const Assignments& nothing, Diagnostics& diagnostics) {
  const Scope scope(stack, unit, nothing);
  for (const auto& claim : unit.claims) {
    const auto* offer = offer_of(stack, claim);
    if (offer == nullptr) continue;
    for (const auto& name : claim.given) {
      const auto& value = claim.parameters.at(name);
      if (!uses_parameter(*offer, name) || !holds_secret(value, scope)) continue;
      diagnostics.report(ErrorCode::secret_in_arguments, fmt::format("the need '{}' of recipe '{}' puts a secret among arguments", claim.alias, unit.recipe.name.value), value.span)
          .because(fmt::format("'{}.{}' has its parameter '{}' in an argument list, and everyone on the machine can see that in ps", claim.provider, claim.offer, name))
          .try_("give the parameter a value that is no secret");
    }
  }
}

}  // namespace

void check_secrets(const Stack& stack, const Unit& unit, Diagnostics& diagnostics) {
  const Assignments nothing;
  check_own_commands(Scope(stack, unit, nothing), diagnostics);
  check_offers(stack, unit, nothing, diagnostics);
  check_claims(stack, unit, nothing, diagnostics);
}

}  // namespace stackup
