#include "stackup/recipe/sections.h"

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

OfferSpec checked(OfferSpec made, const Node& node, const FieldPlace& place) {
  made.span = node.span;
  const bool makes_something = made.probe || made.drop || made.reset;
  if (makes_something && !made.create && node.find("create") == nullptr)
    place.report(ErrorCode::missing_key, "lacks the key 'create'", node.span)
        .because("it says how to look for, drop or reset a thing, but not how to make it")
        .try_("add `create: {run: …}`");
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
                                  field<O>("env", "environment variables that the dependant gets", &O::env, environment())});
  return mapped<O>(std::move(keys), checked);
}

}  // namespace stackup
