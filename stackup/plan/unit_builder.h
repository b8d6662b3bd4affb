#pragma once
// Builds the steps of one unit; private to this module.

#include "stackup/plan/build_steps.h"
#include "stackup/plan/references.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// What a step waits for, and which of that it rests on.
struct Edges {
  std::vector<std::string> after;
  std::vector<std::string> rests_on;

  void add(const std::string& id);
};

/// What steps of all kinds are told.
struct StepFrame {
  std::string name;
  const StepTemplate& step;
  Program base;  ///< environment and directory of its commands
};

class UnitBuilder {
 public:
  UnitBuilder(const Stack& stack, const Unit& unit, const Assignments& assignments, const BuildOptions& options);

  [[nodiscard]] std::vector<Step> build();

 private:
  using Ids = std::vector<std::string>;

  // build_steps.cpp
  void add_fetch();
  void add_files();
  void add_steps();
  Step& add(const std::string& name, std::string title, StepSpec spec, Edges edges);
  void add_step(const std::string& name, const StepTemplate& step);
  // build_toolchains.cpp
  [[nodiscard]] StepSpec step_spec(const StepTemplate& step, const std::string& name) const;
  template <class Spec>
  [[nodiscard]] Spec in_frame(const StepFrame& frame) const;
  [[nodiscard]] StepSpec spec_of(const RunStepSpec& run, const StepFrame& frame) const;
  [[nodiscard]] StepSpec spec_of(const PythonSpec& python, const StepFrame& frame) const;
  [[nodiscard]] StepSpec spec_of(const NodeSpec& node, const StepFrame& frame) const;
  [[nodiscard]] StepSpec spec_of(const CMakeSpec& cmake, const StepFrame& frame) const;
  [[nodiscard]] StepSpec spec_of(const MakeSpec& make, const StepFrame& frame) const;
  [[nodiscard]] std::string text_of(const std::optional<Template>& text) const;
  [[nodiscard]] std::vector<std::string> texts_of(const std::vector<Template>& texts) const;
  [[nodiscard]] BuildSettings settings_of(const Named<Template>& settings) const;
  // build_claims.cpp
  void add_claims();
  void add_claim(const Claim& claim);
  [[nodiscard]] std::optional<OfferAction> offer_action(const std::optional<ActionTemplate>& action, const Unit& provider, const Claim& claim) const;
  void add_answers();
  // build_processes.cpp
  void add_processes();
  void add_process(const std::string& name, const ProcessTemplate& process, const std::string& instance);
  [[nodiscard]] ProcessSpec process_spec(const std::string& id, const ProcessTemplate& process, const Scope& scope) const;
  [[nodiscard]] Probe probe(const ReadyTemplate& ready, const Scope& scope, const Program& base) const;
  [[nodiscard]] Edges process_edges(const ProcessTemplate& process) const;
  [[nodiscard]] std::vector<std::string> stopped_after(const Edges& edges) const;
  // build_smoke.cpp
  void add_smoke();
  [[nodiscard]] SmokeCheck smoke_check(const SmokeTemplate& check) const;

  // edges.cpp
  /// What an `after:` name stands for.
  [[nodiscard]] Ids targets(const std::string& name) const;
  void add_edges(const Drawn& drawn, Edges& edges) const;
  /// What stands for "the claim is there": its step, or readiness of its provider.
  [[nodiscard]] Ids claim_ids(const std::string& alias) const;

  [[nodiscard]] std::string id(const std::string& name) const { return unit_.name + "/" + name; }
  [[nodiscard]] Program program(const Scope& scope, const std::vector<const EnvironmentTemplate*>& extra) const;
  [[nodiscard]] std::filesystem::path log(const std::string& name) const;
  [[nodiscard]] Edges base_edges() const;  ///< checkout and packages
  [[nodiscard]] bool is_external() const { return unit_.recipe.external.has_value(); }

  const Stack& stack_;
  const Unit& unit_;
  const Assignments& assignments_;
  const BuildOptions& options_;
  Scope scope_;
  std::vector<Step> steps_;
};

/// Ids of all processes' readiness steps of a unit (of an external one: that it answers).
[[nodiscard]] std::vector<std::string> readiness_ids(const Unit& unit);
[[nodiscard]] std::vector<std::string> process_ids(const Unit& unit, const std::string& process);
[[nodiscard]] bool has_python(const Unit& unit);
/// Whether there is a system on which the unit needs a distribution package.
[[nodiscard]] bool wants_packages(const Unit& unit);
/// `path` in `directory`, without `.`, `..` or a slash at the end; an absolute one is taken as it is.
[[nodiscard]] std::filesystem::path below(const std::filesystem::path& directory, const std::string& path);
/// Where a node step's package.json is; node_modules is beside it.
[[nodiscard]] std::filesystem::path node_directory(const NodeSpec& node, const Scope& scope);
[[nodiscard]] Expectation expand_expect(const ExpectTemplate& expect, const Scope& scope);
/// Variables of `list`, expanded into `environment`.
void put(EnvironmentMap& environment, const EnvironmentTemplate& list, const Scope& scope);

}  // namespace stackup
