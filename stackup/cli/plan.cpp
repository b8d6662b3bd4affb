#include "stackup/plan/plan.h"

#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/invoker.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/session.h"
#include "stackup/cli/world.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/repositories.h"
#include "stackup/ui/plan_report.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

StepDecision shown(Decision decision) {
  return decision == Decision::run ? StepDecision::run : decision == Decision::check ? StepDecision::check : StepDecision::up_to_date;
}

void add_clone(PlanReport& report, const FetchStep& fetch, const Ports& ports) {
  const auto& request = fetch.request;
  if (request.url.empty() || !ports.repositories.head_of(request.directory).empty()) return;
  report.clones.push_back({request.fetch_url == request.url ? request.url : fmt::format("{} (from {})", request.url, request.fetch_url), to_string(request.revision),
                           request.directory, ports.repositories.is_cached(request) ? PlanReport::Origin::cache : PlanReport::Origin::network});
}

Task<void> add_packages(PlanReport& report, const PlannedAction& action, const Session& session) {
  Packages& packages = session.adapters->ports().packages;
  auto missing = packages.missing(std::get<PackagesStep>(action.step.spec).names);
  if (!missing || missing->empty()) co_return;
  report.packages.names = *missing;
  const auto effect = fmt::format("installs {} and what they need; new daemons are neither started nor enabled", counted(missing->size(), "package"));
  report.root_actions.push_back({packages.install_command(*missing), effect});
  const auto sizes = co_await packages.simulate(*missing);
  if (!sizes || sizes->lists_missing) co_return;
  report.packages.download_bytes = sizes->download_bytes;
  report.packages.disk_bytes = sizes->disk_bytes;
}

Task<PlanReport> report_of(const Plan& plan, const Session& session, World& world) {
  PlanReport report;
  report.targets = session.place.remembered.targets;
  if (report.targets.empty()) report.targets.push_back(session.stack.name);
  report.workspace = session.place.workspace;
  report.notices = plan.notices;
  if (world.invoker().must_be_made) report.root_actions.push_back({make_user_command(), "makes the user that everything runs as"});
  for (const auto& action : plan.actions) {
    report.steps.push_back({action.step.id, action.step.unit, action.step.title, action.reason, shown(action.decision), action.usually, action.step.after});
    if (action.decision == Decision::up_to_date) continue;
    if (const auto* fetch = std::get_if<FetchStep>(&action.step.spec)) add_clone(report, *fetch, session.adapters->ports());
    if (std::holds_alternative<PackagesStep>(action.step.spec)) {
      co_await add_packages(report, action, session);
    }
  }
  for (const auto& choice : session.ports)
    if (!choice.because.empty()) report.notices.push_back(fmt::format("{} will use port {} for {}: {}", choice.unit, choice.number, choice.name, choice.because));
  co_return report;
}

Task<int> plan_body(Session& session, const Arguments& arguments, World& world) {
  auto surveyed = co_await survey_session(session, world);
  if (!surveyed) co_return tell(surveyed.error(), session.recipes.sources, format_of(arguments), world.console());
  const Plan plan = plan_session(session);
  const auto report = co_await report_of(plan, session, world);
  Console& console = world.console();
  const auto detail = arguments.has("--verbose") ? PlanDetail::full : PlanDetail::brief;
  console.out(format_of(arguments) == Format::json ? plan_json(report) + "\n" : render_plan(report, detail, console.out_screen));
  co_return arguments.has("--exit-code") && plan.has_work() ? 5 : 0;
}

int run(const Arguments& arguments, World& world) {
  auto place = place_to_build(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format_of(arguments), world.console());
  if (!place->remembered.url.empty() && !place->recipe_file) {
    return tell(Error(ErrorCode::no_workspace, fmt::format("the recipe of {} is not here yet", place->remembered.url)).because("plan fetches nothing").try_(fmt::format("stackup fetch {}", place->remembered.url)),
                Sources{}, format_of(arguments), world.console());
  }
  int code = 0;
  SessionOptions options;
  if (arguments.has("--pull")) options.pull = BuildOptions::Pull::yes;
  auto session = open_session(std::move(*place), options, world, code);
  if (!session) return code;
  return run_on_loop(world, [&](Flag&) { return plan_body(*session, arguments, world); });
}

}  // namespace

Verb plan_verb() {
  static const std::vector<Option> options = [] {
    std::vector<Option> all = {{"--pull", "", "", "Plan for `up --pull`"}, {"--exit-code", "", "", "End with 5 if there is work to do"}};
    all.insert(all.end(), stack_options().begin(), stack_options().end());
    return all;
  }();
  return {.name = "plan",
          .group = VerbGroup::look,
          .summary = "Show what up would do, and why",
          .description = "Every step with its reason, what needs root word for word, packages and repositories that are missing. Changes nothing and contacts no remote.",
          .positionals = {{"NAME", "Recipes to plan for", 0, -1, Completes::recipes}},
          .options = options,
          .examples = {{"stackup plan django", "Before the first up."}, {"stackup plan --exit-code", "In scripts: 0 up to date, 5 work to do."}},
          .run = run};
}

}  // namespace stackup
