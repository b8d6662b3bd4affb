#pragma once
// The stages of resolve(). Each reports its mistakes and goes on with what is there, so that one run shows all of them.

#include "stackup/base/diagnostics.h"
#include "stackup/plan/stack.h"
#include "stackup/recipe/catalogue.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace stackup {

using Environment = std::map<std::string, std::string>;

/// A unit that is still being resolved.
struct DraftUnit {
  Unit unit;
  SourceSpan origin;                 ///< the need that brought it in; unknown for targets
  std::vector<NeedSpec> taken;       ///< needs that are part of the stack
  std::set<std::string> unresolved;  ///< aliases that were reported already
};

/// Which units there are, and which of their needs are taken.
[[nodiscard]] std::vector<DraftUnit> find_units(const Catalogue& catalogue, const Selection& selection, Diagnostics& diagnostics);
/// Needs become claims with all their parameters.
void make_claims(std::vector<DraftUnit>& units, Diagnostics& diagnostics);
/// The recipe's own parameters, and what of it must be known before the machine is looked at.
void resolve_parameters(Unit& unit, const Catalogue& catalogue, const Environment& environment, Diagnostics& diagnostics);
/// after:, needs: of steps, and circles among a unit's steps, processes, exports and claims.
void check_order(const Unit& unit, Diagnostics& diagnostics);
/// Every ${variable} has a meaning where it stands.
void check_variables(const Stack& stack, const DraftUnit& draft, const Environment& environment, Diagnostics& diagnostics);
/// No secret comes into an argument list.
void check_secrets(const Stack& stack, const Unit& unit, Diagnostics& diagnostics);
/// "did you mean 'x'?", or the list of what there is.
void suggest(Error& error, const std::string& word, const std::vector<std::string>& known, std::string_view kind);

}  // namespace stackup
