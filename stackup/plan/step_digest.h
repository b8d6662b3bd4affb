#pragma once
// Digests that tell whether a step would do the same again.

#include "stackup/plan/step.h"

#include <map>
#include <optional>
#include <string>

namespace stackup {

/// Of what the step would do. `ambient` is what every command gets whatever its recipe says (HOME, proxies, …): that does not count. `key` is the workspace's,
/// because secrets are among the inputs.
[[nodiscard]] std::string spec_digest(const StepSpec& spec, const EnvironmentMap& ambient, const std::string& key);

/// Of the step with the contents of its input files and all that it rests on. This is what a journal records.
[[nodiscard]] std::string total_digest(const Step& step, const std::string& inputs, const std::map<std::string, std::string>& totals_of_others);

}  // namespace stackup
