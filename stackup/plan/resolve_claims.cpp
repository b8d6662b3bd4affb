#include "stackup/base/text.h"
#include "stackup/plan/parameter_value.h"
#include "stackup/plan/resolve.h"
#include "stackup/recipe/offer_parameter.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::string identifier_from(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class ClaimMaker {
 public:
  ClaimMaker(const DraftUnit& claimant, const NeedSpec& need, const Recipe& provider, Diagnostics& diagnostics)
      : claimant_(claimant), need_(need), provider_(provider), diagnostics_(diagnostics) {}

  std::optional<Claim> make() {
    Claim claim;
    claim.alias = need_.alias.value;
    claim.provider = need_.instance.empty() ? need_.recipe.value : need_.instance;
    claim.span = need_.span;
    claim.env_writer = need_.env ? Claim::Writer::claimant : Claim::Writer::service;
    if (need_.env) claim.env = *need_.env;
    const auto wanted = need_.offer ? need_.offer->value : "default";
    const auto* offer = find_named(provider_.offers, wanted);
    if (offer == nullptr && need_.offer) return report_unknown_offer();
    if (offer == nullptr) {
      for (const auto& [name, value] : need_.parameters) report_no_parameter(name, {});
      return claim;
    }
    claim.offer = wanted;
    if (!need_.env) claim.env = offer->env;
    take_given(claim, *offer);
    take_defaults(claim, *offer);
    return claim;
  }

 private:
  std::string target() const { return need_.offer ? need_.recipe.value + "." + need_.offer->value : need_.recipe.value; }

  std::optional<Claim> report_unknown_offer() {
    std::vector<std::string> known;
    for (const auto& [name, offer] : provider_.offers) known.push_back(name.value);
    auto& error = diagnostics_.report(ErrorCode::unknown_offer, fmt::format("'{}' offers no '{}'", need_.recipe.value, need_.offer->value), need_.offer->span);
    error.because(known.empty() ? "it offers nothing" : fmt::format("it offers {}", join(known, ", ")));
    if (known.empty()) error.try_(fmt::format("need '{}' alone", need_.recipe.value));
    else suggest(error, need_.offer->value, known, "an offer");
    return std::nullopt;
  }

  void report_no_parameter(const Name& name, const std::vector<std::string>& known) {
    auto& error = diagnostics_.report(ErrorCode::bad_parameter, fmt::format("'{}' has no parameter '{}'", target(), printable(name.value)), name.span);
    error.because(known.empty() ? "it has no parameters" : fmt::format("its parameters are {}", join(known, ", ")));
    if (known.empty()) error.try_("take it out; `as`, `optional` and `env` are the only keys that every need has");
    else suggest(error, name.value, known, "a parameter");
  }

  void take_given(Claim& claim, const OfferSpec& offer) {
    std::vector<std::string> known;
    for (const auto& [name, spec] : offer.parameters) known.push_back(name.value);
    for (const auto& [name, value] : need_.parameters) {
      const auto* spec = find_named(offer.parameters, name.value);
      if (spec == nullptr) {
        report_no_parameter(name, known);
        continue;
      }
      if (const auto text = value.literal())
        if (const auto why = mismatch(*spec, *text))
          diagnostics_.report(ErrorCode::bad_parameter, fmt::format("'{}' can't be the {} of '{}'", printable(*text), name.value, target()), value.span)
              .because(*why)
              .try_("give it another value");
      claim.parameters[name.value] = value;
      claim.given.insert(name.value);
    }
  }

  void take_defaults(Claim& claim, const OfferSpec& offer) {
    for (const auto& [name, spec] : offer.parameters) {
      if (claim.parameters.contains(name.value)) continue;
      const auto own_name = identifier_from(claimant_.unit.name);
      if (spec.fallback) {
        claim.parameters[name.value] = *spec.fallback;
      } else if (takes_dependants_name(name, spec) && is_identifier(own_name)) {
        claim.parameters[name.value] = literal_template(own_name, need_.span);
      } else {
        diagnostics_.report(ErrorCode::bad_parameter, fmt::format("'{}' needs a value for '{}'", target(), name.value), need_.span)
            .note("declared here", name.span)
            .because("the parameter has no default")
            .try_(fmt::format("write {{{}: {{{}: …}}}}", target(), name.value));
      }
    }
  }

  const DraftUnit& claimant_;
  const NeedSpec& need_;
  const Recipe& provider_;
  Diagnostics& diagnostics_;
};

void check_aliases(DraftUnit& draft, Diagnostics& diagnostics) {
  std::map<std::string, SourceSpan> seen;
  for (const auto& need : draft.taken) {
    const auto [first, is_new] = seen.try_emplace(need.alias.value, need.alias.span);
    if (is_new) continue;
    draft.unresolved.insert(need.alias.value);
    diagnostics.report(ErrorCode::duplicate_alias, fmt::format("recipe '{}' has two needs with the alias '{}'", draft.unit.recipe.name.value, need.alias.value), need.alias.span)
        .note("the other one", first->second)
        .because("a need in a list is known by its recipe's name, and ${need.ALIAS.…} must mean one of them")
        .try_(fmt::format("write them as a mapping with names of your choice: needs: {{first: {}, second: {}}}", need.recipe.value, need.recipe.value));
  }
}

/// A variable that the unit's own `env` sets has a clear meaning, whoever else exports it.
void check_exports(const DraftUnit& draft, Diagnostics& diagnostics) {
  std::map<std::string, const Claim*> exporters;
  for (const auto& claim : draft.unit.claims) {
    for (const auto& [name, text] : claim.env) {
      const auto [first, is_new] = exporters.try_emplace(name.value, &claim);
      if (is_new || first->second == &claim || find_named(draft.unit.recipe.env, name.value) != nullptr) continue;
      const auto target = claim.offer.empty() ? claim.provider : claim.provider + "." + claim.offer;
      diagnostics.report(ErrorCode::export_clash, fmt::format("the needs '{}' and '{}' both set {}", first->second->alias, claim.alias, name.value), claim.span)
          .note(fmt::format("'{}' sets it too", first->second->alias), first->second->span)
          .because("one environment variable can have one value only")
          .try_(fmt::format("map one of them: {}: {{{}: {{env: {{OTHER_NAME: \"${{export.…}}\"}}}}}}", claim.alias, target));
    }
  }
}

}  // namespace

void make_claims(std::vector<DraftUnit>& units, Diagnostics& diagnostics) {
  for (auto& draft : units) {
    check_aliases(draft, diagnostics);
    for (const auto& need : draft.taken) {
      const auto name = need.instance.empty() ? need.recipe.value : need.instance;
      const auto provider = std::find_if(units.begin(), units.end(), [&](const DraftUnit& other) { return other.unit.name == name; });
      if (draft.unresolved.contains(need.alias.value) || provider == units.end()) continue;
      if (auto claim = ClaimMaker(draft, need, provider->unit.recipe, diagnostics).make()) draft.unit.claims.push_back(std::move(*claim));
      else draft.unresolved.insert(need.alias.value);
    }
    check_exports(draft, diagnostics);
  }
}

}  // namespace stackup
