#pragma once
// What a text draws on, as names: the edges of the plan are made from it.

#include "stackup/plan/stack.h"

#include <set>
#include <string>
#include <vector>

namespace stackup {

/// Names in the drawing unit's own terms.
struct Drawn {
  std::set<std::string> claims;   ///< aliases of needs
  std::set<std::string> secrets;  ///< the unit's own
  std::set<std::string> files;    ///< the unit's own
  std::set<std::string> ports;    ///< the unit's own

  void add(const Drawn& more);
  bool operator==(const Drawn&) const = default;
};

[[nodiscard]] Drawn drawn_by(const Template& text);
[[nodiscard]] Drawn drawn_by(const CommandTemplate& command);
[[nodiscard]] Drawn drawn_by(const EnvironmentTemplate& environment);
/// Command, directory, input, expectation and own `env` of a step; not the unit's environment.
[[nodiscard]] Drawn drawn_by(const StepTemplate& step);
/// The same of a process with its readiness probe and all its instances.
[[nodiscard]] Drawn drawn_by(const ProcessTemplate& process);
[[nodiscard]] Drawn drawn_by(const ActionTemplate& action);
/// A file's contents and path.
[[nodiscard]] Drawn drawn_by(const FileSpec& file);
/// What a claim's given parameters draw on, in the claimant's terms.
[[nodiscard]] Drawn drawn_by(const Claim& claim);
/// The unit's environment: its own `env` and the variables that its claims bring.
[[nodiscard]] Drawn drawn_by_environment(const Unit& unit);
/// `drawn` and all that the files in it draw on, through further files too.
[[nodiscard]] Drawn with_files(Drawn drawn, const Unit& unit);

/// Aliases of the unit's needs that a text draws on.
[[nodiscard]] std::vector<std::string> drawn_claims(const Template& text);

/// What an `after:` names.
struct AfterTarget {
  enum class Kind { step, process, need };
  Kind kind = Kind::step;
  std::string name;
  std::string instance;  ///< of a process: one of its instances; empty: all

  bool operator==(const AfterTarget&) const = default;
};
/// A step before a process before a need of that name; nothing if there is none.
[[nodiscard]] std::optional<AfterTarget> after_target(const Unit& unit, const std::string& after);
/// The steps that a process without `after:` waits for: all that do not themselves wait for a process of the unit, even through other steps.
[[nodiscard]] std::vector<std::string> steps_before_processes(const Unit& unit);

}  // namespace stackup
