#include "stackup/plan/plan.h"
#include "stackup/plan/step_digest.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

struct Verdict {
  Decision decision;
  std::string reason;
};

class Planner {
 public:
  explicit Planner(const Facts& facts) : facts_(facts) {}

  PlannedAction decide(Step step, std::vector<std::string>& notices) {
    const auto inputs = facts_.input_digests.find(step.id);
    const std::string digest = total_digest(step, inputs == facts_.input_digests.end() ? "" : inputs->second, totals_);
    totals_[step.id] = digest;
    const Verdict verdict = verdict_on(step, digest, notices);
    decisions_[step.id] = verdict.decision;
    const auto usually = expected_duration(step);
    return {std::move(step), verdict.decision, verdict.reason, digest, usually};
  }

 private:
  Duration expected_duration(const Step& step) const {
    const auto record = facts_.state.done.find(step.id);
    return record == facts_.state.done.end() ? step.usually : record->second.took;
  }

  Verdict verdict_on(const Step& step, const std::string& digest, std::vector<std::string>& notices) {
    if (const auto* packages = std::get_if<PackagesStep>(&step.spec)) return packages_verdict(*packages);
    if (std::holds_alternative<PullStep>(step.spec)) return {Decision::run, "asked for with --pull"};
    if (const auto upstream = redone(step)) return {upstream->decision, is_new(step) ? "not done yet" : upstream->reason};
    if (const auto* start = std::get_if<StartStep>(&step.spec)) return start_verdict(*start, digest);
    if (const auto* ready = std::get_if<ReadyStep>(&step.spec)) return ready_verdict(*ready);
    return record_verdict(step, digest, notices);
  }

  /// Never done in this workspace: then nothing upstream is the reason.
  bool is_new(const Step& step) const {
    if (const auto* start = std::get_if<StartStep>(&step.spec)) return !facts_.processes.contains(start->process.id);
    if (const auto* ready = std::get_if<ReadyStep>(&step.spec)) return !facts_.processes.contains(ready->process);
    return !facts_.state.done.contains(step.id) && !facts_.state.unfinished.contains(step.id);
  }

  Verdict packages_verdict(const PackagesStep& packages) const {
    const auto missing = std::count_if(packages.names.begin(), packages.names.end(), [&](const auto& name) { return facts_.missing_packages.contains(name); });
    if (missing == 0) return {Decision::up_to_date, "all packages are installed"};
    return {Decision::run, fmt::format("{} of {} packages are not installed", missing, packages.names.size())};
  }

  /// What a step has to do because of what it rests on.
  std::optional<Verdict> redone(const Step& step) const {
    for (const auto& other : step.rests_on)
      if (decision_of(other) == Decision::run) return Verdict{Decision::run, fmt::format("{} comes first", other)};
    for (const auto& other : step.rests_on)
      if (decision_of(other) == Decision::check) return Verdict{Decision::check, fmt::format("depends on what {} finds", other)};
    for (const auto& other : step.after)
      if ((!step.inputs.empty() || knows_inputs(step.spec)) && other.ends_with("/pull")) return Verdict{Decision::check, fmt::format("depends on what {} brings", other)};
    return std::nullopt;
  }

  Verdict start_verdict(const StartStep& start, const std::string& digest) const {
    const auto found = facts_.processes.find(start.process.id);
    if (found == facts_.processes.end()) return {Decision::run, "not running"};
    switch (found->second.state) {
      case ProcessState::stopped:
      case ProcessState::stopping: return {Decision::run, "not running"};
      case ProcessState::failed: return {Decision::run, "it failed the last time"};
      default: break;
    }
    if (found->second.digest != digest) return {Decision::run, "its command, environment or files changed since it was started"};
    return {Decision::up_to_date, "running"};
  }

  Verdict ready_verdict(const ReadyStep& ready) const {
    const auto found = facts_.processes.find(ready.process);
    if (found != facts_.processes.end() && found->second.state == ProcessState::ready) return {Decision::up_to_date, "ready"};
    return {Decision::run, "not ready yet"};
  }

  Verdict record_verdict(const Step& step, const std::string& digest, std::vector<std::string>& notices) const {
    const auto record = facts_.state.done.find(step.id);
    if (record == facts_.state.done.end()) {
      return {Decision::run, facts_.state.unfinished.contains(step.id) ? "it was interrupted" : "not done yet"};
    }
    if (const auto broken = facts_.broken.find(step.id); broken != facts_.broken.end()) return {Decision::run, broken->second};
    if (record->second.digest == digest) return {Decision::up_to_date, "done, and nothing it depends on changed"};
    // One that names inputs is meant to go over what is there: a migration.
    if (step.per == StepLifetime::data && step.inputs.empty()) {
      notices.push_back(fmt::format("{}: its recipe changed, but the data it made is in use; `stackup reset {} --data` makes it anew", step.id, step.unit));
      return {Decision::up_to_date, "its data is in use"};
    }
    return {Decision::run, "its recipe or its inputs changed since the last run"};
  }

  [[nodiscard]] Decision decision_of(const std::string& id) const {
    const auto found = decisions_.find(id);
    return found == decisions_.end() ? Decision::up_to_date : found->second;
  }

  const Facts& facts_;
  std::map<std::string, std::string> totals_;
  std::map<std::string, Decision> decisions_;
};

}  // namespace

bool Plan::has_work() const {
  return std::any_of(actions.begin(), actions.end(), [](const PlannedAction& action) { return action.decision != Decision::up_to_date; });
}

const PlannedAction* Plan::find(const std::string& id) const {
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const PlannedAction& action) { return action.step.id == id; });
  return found == actions.end() ? nullptr : &*found;
}

Plan make_plan(std::vector<Step> steps, const Facts& facts) {
  Plan plan;
  Planner planner(facts);
  for (auto& step : steps) plan.actions.push_back(planner.decide(std::move(step), plan.notices));
  return plan;
}

PlanMade summary_of(const Plan& plan) {
  PlanMade summary;
  for (const auto& action : plan.actions) {
    if (action.decision == Decision::up_to_date) {
      ++summary.up_to_date;
    } else {
      summary.steps.push_back({action.step.id, action.step.unit, action.step.title, action.reason, action.decision == Decision::run, action.usually});
    }
  }
  return summary;
}

std::set<std::string> dependants_of(const std::vector<Step>& steps, const std::set<std::string>& ids) {
  std::set<std::string> found = ids;
  for (const auto& step : steps)  // in order, so one pass finds all
    if (std::any_of(step.rests_on.begin(), step.rests_on.end(), [&](const auto& other) { return found.contains(other); })) found.insert(step.id);
  return found;
}

}  // namespace stackup
