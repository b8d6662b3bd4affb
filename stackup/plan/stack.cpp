#include "stackup/plan/stack.h"

#include <algorithm>

namespace stackup {

const Claim* Unit::find_claim(std::string_view alias) const {
  const auto found = std::find_if(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.alias == alias; });
  return found == claims.end() ? nullptr : &*found;
}

const Unit* Stack::find(std::string_view wanted) const {
  const auto found = std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == wanted; });
  return found == units.end() ? nullptr : &*found;
}

const OfferSpec* offer_of(const Stack& stack, const Claim& claim) {
  const auto* provider = stack.find(claim.provider);
  return provider == nullptr || claim.offer.empty() ? nullptr : find_named(provider->recipe.offers, claim.offer);
}

}  // namespace stackup
