#pragma once
// What is to be done, and why; and what is left out, and why.

#include "stackup/event/run_state.h"
#include "stackup/plan/step.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

enum class Decision {
  up_to_date,
  run,
  check  ///< decided when its turn comes: something it rests on may turn out unchanged (after --pull)
};

struct PlannedAction {
  Step step;
  Decision decision = Decision::run;
  std::string reason;
  std::string digest;  ///< as known now; computed again after the step
  Duration usually{};  ///< how long it took the last time here, else what its recipe says; 0: not known
};

struct Plan {
  std::vector<PlannedAction> actions;  ///< every step of the stack, in an order that honours `after`
  std::vector<std::string> notices;

  [[nodiscard]] bool has_work() const;
  [[nodiscard]] const PlannedAction* find(const std::string& id) const;
};

/// What was found out about the machine.
struct Facts {
  RunState state;                                     ///< the fold of the journals
  std::map<std::string, std::string> input_digests;   ///< step → contents of its input files; absent: they are not there yet
  std::map<std::string, std::string> broken;          ///< step that was done → why that no longer holds
  std::map<std::string, ProcessStatus> processes;     ///< what runs now
  std::set<std::string> missing_packages;
};

/// Decides for each step; pure. `steps` must be in an order that honours `after`.
[[nodiscard]] Plan make_plan(std::vector<Step> steps, const Facts& facts);

/// What a journal and the screen are told of it.
[[nodiscard]] PlanMade summary_of(const Plan& plan);

/// `id` and everything that rests on one of `ids`, directly or not.
[[nodiscard]] std::set<std::string> dependants_of(const std::vector<Step>& steps, const std::set<std::string>& ids);

}  // namespace stackup
