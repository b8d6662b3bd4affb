#pragma once
// The recipes that the rig writes itself: each claims one offer of the recipe under test, so that the offer can be tried as a dependant would use it.

#include "stackup/recipe/recipe.h"

#include <string>
#include <vector>

namespace stackup {

/// Which of them: two need the same instance of the service, the third one an instance of its own.
enum class DependantRole { first, second, of_other_instance };

struct Dependant {
  std::string name;    ///< "trial-database-1"
  std::string offer;   ///< empty: the service offers nothing, it is only needed
  DependantRole role = DependantRole::first;
  std::string recipe;  ///< YAML
  std::optional<TrialSpec> trial;
  bool has_own_data = false;  ///< the claim is made for this dependant alone
};

/// Three for each offer; without any, one that needs another instance of the service. Offers with a parameter that has neither a default nor a value from their
/// `trial` are left out.
[[nodiscard]] std::vector<Dependant> dependants_of(const Recipe& recipe);

}  // namespace stackup
