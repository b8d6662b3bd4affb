#pragma once
// The step that keeps the data of a stack, and what counts as having made that data.

#include "stackup/plan/build_steps.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// The data directories of a stack. External services keep theirs elsewhere.
[[nodiscard]] std::vector<DataPart> data_parts(const Stack& stack, const Layout& layout);

/// The steps that made what is in those directories: those that are done per data directory, claims, and what rests on either; processes and checks are none. In
/// the order of `steps`, which must honour `after`.
[[nodiscard]] std::vector<std::string> data_steps(const Stack& stack, const std::vector<Step>& steps);

/// The name of the unit of which the step claims something; empty for a step that claims nothing.
[[nodiscard]] std::string claimed_provider(const Stack& stack, const Step& step);

/// The name of a service that runs elsewhere and of which something is claimed; a copy of the data here would not be the whole then. Empty: there is none.
[[nodiscard]] std::string data_elsewhere(const Stack& stack, const std::vector<Step>& steps);

/// Nothing where no step makes data, or some of it is made in a service that runs elsewhere: then a copy would not be the whole.
[[nodiscard]] std::optional<Step> checkpoint_step(const Stack& stack, const Layout& layout, const BuildOptions& options, const std::vector<Step>& steps);

inline constexpr auto checkpoint_id = "checkpoint";

}  // namespace stackup
