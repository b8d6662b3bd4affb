#include "stackup/base/text.h"
#include "stackup/recipe/sections.h"

#include <fmt/format.h>

namespace stackup {
namespace {

struct ActionKeys : CommandKeys, ActionTemplate {};

Codec<ActionTemplate> action() {
  using K = ActionKeys;
  using A = ActionTemplate;
  auto keys = record<K>("action of an offer",
                        {field<K>("run", "a command: words, no shell", &K::run, words_command()), field<K>("sh", "a script for /bin/sh -eu", &K::sh, shell_command()),
                         field<K>("stdin", "its standard input", &A::input, template_text()),
                         field<K>("expect", "what its output must be like", &A::expect, expectation()),
                         field<K>("env", "more environment variables", &A::env, environment()),
                         field<K>("timeout", "how long it may take, 2m unless given", &A::timeout, duration())},
                        {run_or_sh()});
  return mapped<A>(std::move(keys), [](const K& given, const Node& node, const FieldPlace&) {
    A made = given;
    made.command = given.chosen();
    made.span = node.span;
    return made;
  });
}

Codec<TrialSpec> trial() {
  using T = TrialSpec;
  auto keys = record<T>("trial of an offer",
                        {field<T>("with", "values for parameters of the offer that have no default", &T::parameters, map_of(plain_names(), template_text())),
                         field<T>("env", "environment variables beside the offer's; they may name its exports", &T::env, environment()),
                         field<T>("put", "a script for /bin/sh -eu that leaves something", &T::put, text()),
                         field<T>("get", "a script that succeeds if, and only if, that is there", &T::get, text(), Presence::required),
                         field<T>("keeps", "false: a restart of the service loses it", &T::survives_restart, boolean())});
  return mapped<T>(std::move(keys), [](T made, const Node& node, const FieldPlace&) {
    made.span = node.span;
    return made;
  });
}

OfferSpec checked(OfferSpec made, const Node& node, const FieldPlace& place) {
  made.span = node.span;
  const bool makes_something = made.probe || made.drop || made.reset;
  if (makes_something && !made.create && node.find("create") == nullptr)
    place.report(ErrorCode::missing_key, "lacks the key 'create'", node.span)
        .because("it says how to look for, drop or reset a thing, but not how to make it")
        .try_("add `create: {run: …}`");
  if (!made.trial) return made;
  for (const auto& [name, value] : made.trial->parameters) {
    if (find_named(made.parameters, name.value) != nullptr) continue;
    place.inside("trial").report(ErrorCode::bad_parameter, fmt::format("has a value for '{}', which is no parameter of the offer", printable(name.value)), name.span)
        .try_("take it out, or declare it under `parameters`");
  }
  return made;
}

}  // namespace

Codec<OfferSpec> offer() {
  using O = OfferSpec;
  auto keys = record<O>("offer", {field<O>("summary", "what it makes", &O::summary, one_line()),
                                  field<O>("parameters", "what a need may say about it", &O::parameters, offer_parameters()),
                                  field<O>("secrets", "generated for each claim", &O::secrets, list_of(name(plain_names()))),
                                  field<O>("after", "what of the service must be there first", &O::after, waits_for()),
                                  field<O>("probe", "succeeds if it is there already", &O::probe, action()),
                                  field<O>("create", "makes it", &O::create, action()), field<O>("drop", "removes it", &O::drop, action()),
                                  field<O>("reset", "empties it; without it: drop, then create", &O::reset, action()),
                                  field<O>("exports", "values for the dependant", &O::exports, map_of(plain_names(), template_text())),
                                  field<O>("env", "environment variables that the dependant gets", &O::env, environment()),
                                  field<O>("trial", "how `stackup recipe test` uses what it gives", &O::trial, trial())});
  return mapped<O>(std::move(keys), checked);
}

}  // namespace stackup
