#pragma once
// Recipes with everything decided that can be decided without looking at the machine: which units there are, who claims what of whom, what each
// variable means, and that no name is left open. A Stack is a value; it holds no paths of this machine and no secrets.

#include "stackup/base/diagnostics.h"
#include "stackup/recipe/catalogue.h"
#include "stackup/recipe/recipe.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// What a unit's need became.
struct Claim {
  std::string alias;
  std::string provider;                ///< name of the unit
  std::string offer;                   ///< empty: the provider has no default offer, the need only orders
  std::map<std::string, Template> parameters;  ///< every parameter of the offer: given ones in the claimant's scope, defaults in the offer's
  std::set<std::string> given;         ///< which of them were given
  enum class Writer { service, claimant };
  EnvironmentTemplate env;             ///< what the claimant's environment gets; ${export.X} is the offer's
  Writer env_writer = Writer::service; ///< whose variables the other names in `env` are
  SourceSpan span;
};

struct Unit {
  std::string name;     ///< the recipe's, or the instance's (`as`)
  Recipe recipe;
  std::vector<Claim> claims;
  bool selected = false;  ///< named by the user or by a stack, not only needed by others
  std::map<std::string, std::string> parameters;  ///< recipe parameters, final
  std::set<std::string> untaken;                  ///< aliases of optional needs that are not part of this stack

  [[nodiscard]] const Claim* find_claim(std::string_view alias) const;
  /// Runs elsewhere: nothing of it is installed, initialised or started.
  [[nodiscard]] bool is_external() const { return recipe.external.has_value(); }
};

struct Selection {
  std::vector<std::string> targets;   ///< recipe names
  std::vector<std::string> with;      ///< profiles, optional needs or recipes
  std::vector<std::string> only;      ///< units to keep, with what they need; empty: all
};

struct Stack {
  std::string name;              ///< of the first target
  std::vector<Unit> units;       ///< providers before their claimants

  [[nodiscard]] const Unit* find(std::string_view name) const;
};

/// The offer that a claim is of, or null if it only orders.
[[nodiscard]] const OfferSpec* offer_of(const Stack& stack, const Claim& claim);

/// Units, claims and order; checks every name and variable. `environment` holds .env and the process environment (for env.X). Reports every mistake;
/// nothing if there was any.
[[nodiscard]] std::optional<Stack> resolve(const Catalogue& catalogue, const Selection& selection, const std::map<std::string, std::string>& environment,
                                           Diagnostics& diagnostics);

}  // namespace stackup
