#include "stackup/plan/plan.h"

#include "stackup/plan/step_digest.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

Step step_of(const std::string& id, StepSpec spec = RunStep{}, std::vector<std::string> rests_on = {}) {
  Step step;
  step.id = id;
  step.unit = id.substr(0, id.find('/'));
  step.title = id.substr(id.find('/') + 1);
  step.spec = std::move(spec);
  step.after = rests_on;
  step.rests_on = std::move(rests_on);
  step.spec_digest = "spec of " + id;
  return step;
}

StartStep start_of(const std::string& process) {
  StartStep start;
  start.process.id = process;
  return start;
}

std::string digest_of(const Step& step) { return total_digest(step, "", {}); }

Facts done(const std::vector<Step>& steps) {
  Facts facts;
  std::map<std::string, std::string> totals;
  for (const auto& step : steps) {
    totals[step.id] = total_digest(step, "", totals);
    facts.state.done[step.id].digest = totals[step.id];
  }
  return facts;
}

ProcessStatus running(const std::string& id, ProcessState state, const std::string& digest = "") {
  ProcessStatus status;
  status.id = id;
  status.state = state;
  status.digest = digest;
  return status;
}

/// Decision and reason of the last of the steps.
std::pair<Decision, std::string> verdict(const std::vector<Step>& steps, const Facts& facts) {
  const Plan plan = make_plan(steps, facts);
  return {plan.actions.back().decision, plan.actions.back().reason};
}

using Verdict = std::pair<Decision, std::string>;

TEST(MakePlan, AStepThatWasNeverDoneIsRun) { EXPECT_EQ(verdict({step_of("api/install")}, {}), (Verdict{Decision::run, "not done yet"})); }

TEST(MakePlan, AnInterruptedStepIsRunAgain) {
  Facts facts;
  facts.state.unfinished = {"api/install"};
  EXPECT_EQ(verdict({step_of("api/install")}, facts), (Verdict{Decision::run, "it was interrupted"}));
}

TEST(MakePlan, ADoneStepIsLeftOut) {
  const auto step = step_of("api/install");
  const Plan plan = make_plan({step}, done({step}));
  EXPECT_EQ(plan.actions.at(0).decision, Decision::up_to_date);
  EXPECT_EQ(plan.actions.at(0).reason, "done, and nothing it depends on changed");
  EXPECT_EQ(plan.actions.at(0).digest, digest_of(step));
  EXPECT_FALSE(plan.has_work());
  EXPECT_EQ(summary_of(plan), (PlanMade{{}, 1}));
}

TEST(MakePlan, ADoneStepThatNoLongerHoldsIsRunForThatReason) {
  const auto step = step_of("api/install");
  auto facts = done({step});
  facts.broken["api/install"] = "its venv is gone";
  EXPECT_EQ(verdict({step}, facts), (Verdict{Decision::run, "its venv is gone"}));
}

TEST(MakePlan, AChangedRecipeRunsTheStep) {
  auto step = step_of("api/install");
  const auto facts = done({step});
  step.spec_digest = "another";
  EXPECT_EQ(verdict({step}, facts), (Verdict{Decision::run, "its recipe or its inputs changed since the last run"}));
}

TEST(MakePlan, ChangedInputFilesRunTheStep) {
  const auto step = step_of("api/install");
  auto facts = done({step});
  facts.input_digests["api/install"] = "changed";
  EXPECT_EQ(verdict({step}, facts), (Verdict{Decision::run, "its recipe or its inputs changed since the last run"}));
}

TEST(MakePlan, AStepWhoseDataIsInUseIsNotRunAgainButSaysSo) {
  auto step = step_of("db/init");
  step.per = StepLifetime::data;
  const auto facts = done({step});
  step.spec_digest = "another";
  const Plan plan = make_plan({step}, facts);
  EXPECT_EQ(plan.actions.at(0).decision, Decision::up_to_date);
  EXPECT_EQ(plan.actions.at(0).reason, "its data is in use");
  EXPECT_EQ(plan.notices, (std::vector<std::string>{"db/init: its recipe changed, but the data it made is in use; `stackup reset db --data` makes it anew"}));
}

TEST(MakePlan, AMigrationRunsOverDataInUseWhenItsFilesChange) {
  auto step = step_of("db/migrate");
  step.per = StepLifetime::data;
  step.inputs = {"migrations/*"};
  auto facts = done({step});
  EXPECT_EQ(verdict({step}, facts).first, Decision::up_to_date);
  facts.input_digests["db/migrate"] = "changed";
  EXPECT_EQ(verdict({step}, facts), (Verdict{Decision::run, "its recipe or its inputs changed since the last run"}));
}

TEST(MakePlan, WhatRestsOnAStepThatRunsRunsToo) {
  const auto install = step_of("api/install"), init = step_of("api/init", RunStep{}, {"api/install"});
  auto facts = done({install, init});
  facts.broken["api/install"] = "its venv is gone";
  EXPECT_EQ(verdict({install, init}, facts), (Verdict{Decision::run, "api/install comes first"}));
}

TEST(MakePlan, AStepThatWasNeverDoneDoesNotBlameWhatComesBeforeIt) {
  EXPECT_EQ(verdict({step_of("api/install"), step_of("api/init", RunStep{}, {"api/install"})}, {}), (Verdict{Decision::run, "not done yet"}));
}

TEST(MakePlan, WhatOnlyComesAfterAStepDoesNotRunAgainWithIt) {
  const auto install = step_of("api/install");
  auto init = step_of("api/init");
  init.after = {"api/install"};
  auto facts = done({install, init});
  facts.broken["api/install"] = "its venv is gone";
  EXPECT_EQ(verdict({install, init}, facts), (Verdict{Decision::up_to_date, "done, and nothing it depends on changed"}));
}

TEST(MakePlan, PullLetsEveryToolchainLookAgain) {
  const auto pull = step_of("api/pull", PullStep{});
  for (const StepSpec& spec : {StepSpec(PythonStep{}), StepSpec(NodeStep{}), StepSpec(CMakeStep{}), StepSpec(MakeStep{})}) {
    auto build = step_of("api/build", spec);
    build.after = {"api/pull"};
    EXPECT_EQ(make_plan({pull, build}, done({pull, build})).find("api/build")->decision, Decision::check);
  }
}

TEST(MakePlan, PullRunsAndWhatReadsTheCheckoutIsDecidedLater) {
  const auto pull = step_of("api/pull", PullStep{});
  auto init = step_of("api/init");
  init.after = {"api/pull"};
  init.inputs = {"*.sql"};
  auto python = step_of("api/install", PythonStep{});
  python.after = {"api/pull"};
  const auto later = step_of("api/migrate", RunStep{}, {"api/init"});
  auto plain = step_of("api/plain");
  plain.after = {"api/pull"};
  const std::vector<Step> steps = {pull, init, python, later, plain};
  const Plan plan = make_plan(steps, done(steps));
  std::vector<Verdict> verdicts;
  for (const auto& action : plan.actions) verdicts.emplace_back(action.decision, action.reason);
  EXPECT_EQ(verdicts, (std::vector<Verdict>{{Decision::run, "asked for with --pull"},
                                            {Decision::check, "depends on what api/pull brings"},
                                            {Decision::check, "depends on what api/pull brings"},
                                            {Decision::check, "depends on what api/init finds"},
                                            {Decision::up_to_date, "done, and nothing it depends on changed"}}));
  EXPECT_EQ(summary_of(plan), (PlanMade{{{"api/pull", "api", "pull", "asked for with --pull", true},
                                         {"api/init", "api", "init", "depends on what api/pull brings", false},
                                         {"api/install", "api", "install", "depends on what api/pull brings", false},
                                         {"api/migrate", "api", "migrate", "depends on what api/init finds", false}},
                                        1}));
  EXPECT_TRUE(plan.has_work());
}

TEST(MakePlan, ACertainReasonGoesBeforeAnUncertainOne) {
  const auto pull = step_of("api/pull", PullStep{});
  auto checked = step_of("api/init");
  checked.after = {"api/pull"};
  checked.inputs = {"*.sql"};
  const auto broken = step_of("api/install"), last = step_of("api/last", RunStep{}, {"api/init", "api/install"});
  auto facts = done({pull, checked, broken, last});
  facts.broken["api/install"] = "gone";
  EXPECT_EQ(verdict({pull, checked, broken, last}, facts), (Verdict{Decision::run, "api/install comes first"}));
}

TEST(MakePlan, PackagesAreCounted) {
  const auto packages = step_of("packages", PackagesStep{{"a", "b", "c"}});
  Facts facts;
  EXPECT_EQ(verdict({packages}, facts), (Verdict{Decision::up_to_date, "all packages are installed"}));
  facts.missing_packages = {"b", "of another recipe"};
  EXPECT_EQ(verdict({packages}, facts), (Verdict{Decision::run, "1 of 3 packages are not installed"}));
}

TEST(MakePlan, AProcessIsStartedUnlessItRunsAsItShould) {
  const auto start = step_of("api/start", start_of("api/web"));
  const auto with = [&](ProcessState state, const std::string& digest) {
    Facts facts;
    facts.processes["api/web"] = running("api/web", state, digest);
    return verdict({start}, facts);
  };
  const auto same = digest_of(start);
  EXPECT_EQ(verdict({start}, {}), (Verdict{Decision::run, "not running"}));
  EXPECT_EQ(with(ProcessState::stopped, same), (Verdict{Decision::run, "not running"}));
  EXPECT_EQ(with(ProcessState::stopping, same), (Verdict{Decision::run, "not running"}));
  EXPECT_EQ(with(ProcessState::failed, same), (Verdict{Decision::run, "it failed the last time"}));
  EXPECT_EQ(with(ProcessState::ready, "another"), (Verdict{Decision::run, "its command, environment or files changed since it was started"}));
  for (const auto state : {ProcessState::starting, ProcessState::ready, ProcessState::backing_off}) EXPECT_EQ(with(state, same), (Verdict{Decision::up_to_date, "running"}));
}

TEST(MakePlan, ReadinessIsWaitedForUnlessTheProcessIsReady) {
  const auto ready = step_of("api/ready", ReadyStep{"api/web"});
  Facts facts;
  EXPECT_EQ(verdict({ready}, facts), (Verdict{Decision::run, "not ready yet"}));
  facts.processes["api/web"] = running("api/web", ProcessState::starting);
  EXPECT_EQ(verdict({ready}, facts), (Verdict{Decision::run, "not ready yet"}));
  facts.processes["api/web"] = running("api/web", ProcessState::ready);
  EXPECT_EQ(verdict({ready}, facts), (Verdict{Decision::up_to_date, "ready"}));
}

TEST(MakePlan, ARunningProcessWhoseInstallationIsMadeAgainIsStartedAgain) {
  const auto install = step_of("api/install");
  const auto start = step_of("api/start", start_of("api/web"), {"api/install"});
  Facts facts = done({install});
  facts.processes["api/web"] = running("api/web", ProcessState::ready, "whatever");
  facts.broken["api/install"] = "gone";
  EXPECT_EQ(verdict({install, start}, facts), (Verdict{Decision::run, "api/install comes first"}));
}

TEST(MakePlan, APlanThatWasCarriedOutIsEmptyTheNextTime) {
  const auto install = step_of("api/install"), init = step_of("api/init", RunStep{}, {"api/install"}), start = step_of("api/start", start_of("api/web"), {"api/init"});
  const std::vector<Step> steps = {install, init, start};
  Facts facts;
  for (const auto& action : make_plan(steps, {}).actions) {
    facts.state.done[action.step.id].digest = action.digest;
    if (action.step.id == "api/start") facts.processes["api/web"] = running("api/web", ProcessState::ready, action.digest);
  }
  EXPECT_FALSE(make_plan(steps, facts).has_work());
}

TEST(MakePlan, ExpectsWhatTheRecipeSaysUntilItIsKnownBetter) {
  auto step = step_of("api/install");
  step.usually = std::chrono::seconds(7);
  EXPECT_EQ(summary_of(make_plan({step}, {})).steps.at(0).usually, std::chrono::seconds(7));
  Facts facts;
  facts.state.done["api/install"].took = std::chrono::seconds(3);
  EXPECT_EQ(summary_of(make_plan({step}, facts)).steps.at(0).usually, std::chrono::seconds(3));
}

TEST(DependantsOf, FollowsWhatRestsOnEachOther) {
  auto after_only = step_of("d/x");
  after_only.after = {"a/x"};
  const std::vector<Step> steps = {step_of("a/x"), step_of("b/x", RunStep{}, {"a/x"}), step_of("c/x", RunStep{}, {"b/x"}), after_only, step_of("e/x")};
  EXPECT_EQ(dependants_of(steps, {"a/x"}), (std::set<std::string>{"a/x", "b/x", "c/x"}));
  EXPECT_EQ(dependants_of(steps, {"e/x"}), (std::set<std::string>{"e/x"}));
}

}  // namespace
}  // namespace stackup::testing
