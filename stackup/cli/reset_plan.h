#pragma once
// What a reset would remove: pure decisions over a session's steps.

#include "stackup/cli/session.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace stackup {

enum class ResetKind { data, code, all };

struct ResetPlan {
  std::vector<std::string> units;                   ///< whose data or code goes
  std::vector<std::filesystem::path> directories;   ///< to be removed whole
  std::vector<const Step*> claims;                  ///< to be emptied at services that stay
  std::vector<const Step*> checkouts;               ///< fetch steps whose checkout goes
  std::vector<std::string> kept;                    ///< checkouts of the user's own, in words
  std::set<std::string> forgotten;                  ///< steps whose records no longer count
  std::vector<std::string> processes;               ///< to be stopped first
};

/// `units` empty: all of the stack.
[[nodiscard]] ResetPlan plan_reset(const Session& session, ResetKind kind, const std::vector<std::string>& units);

}  // namespace stackup
