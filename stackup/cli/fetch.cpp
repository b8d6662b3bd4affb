#include "stackup/cli/all_verbs.h"
#include "stackup/cli/fetch_recipe.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/prepare.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/run_plan.h"
#include "stackup/cli/trust.h"
#include "stackup/cli/up.h"
#include "stackup/cli/world.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/ports.h"
#include "stackup/steps/kinds.h"
#include "stackup/store/run_directory.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

bool only_gets(const PlannedAction& action) {
  return std::holds_alternative<FetchStep>(action.step.spec) || std::holds_alternative<PullStep>(action.step.spec);
}

/// Packages of the node steps, into npm's cache.
Task<Result<void>> fetch_npm_packages(const Session& session, World& world) {
  NoEvents nobody;
  for (const auto& step : session.steps) {
    if (!std::holds_alternative<NodeStep>(step.spec)) continue;
    world.console().err(fmt::format("{}: packages of its lock file\n", step.id));
    auto fetched = co_await fetch_node_packages(step, session.context(nobody));
    if (fetched) continue;
    Error error = fetched.error();
    if (error.code() == ErrorCode::program_not_found) error.try_("npm itself comes with the first `stackup up`, or install it now");
    co_return fail(error);
  }
  co_return Result<void>{};
}

/// Wheels of the python steps that use an index, into a directory of the cache that later installs look at first.
Task<Result<void>> fetch_wheels(const Session& session, World& world) {
  for (const auto& step : session.steps) {
    const auto* python = std::get_if<PythonStep>(&step.spec);
    if (!python || python->index.empty()) continue;
    world.console().err(fmt::format("{}: language packages from {}\n", step.id, python->index));
    RunRequest request = wheel_download(*python);
    request.log = python->log;
    auto outcome = co_await session.adapters->ports().processes.run(std::move(request));
    if (!outcome) co_return fail(outcome);
    if (outcome->exit.success()) continue;
    Error error(ErrorCode::fetch_failed, fmt::format("the language packages of {} could not be fetched", step.unit));
    error.because(to_string(outcome->exit)).log(python->log.string(), outcome->tail);
    co_return fail(error);
  }
  co_return Result<void>{};
}

Task<Result<void>> fetch_packages(const Session& session, World& world) {
  Packages& packages = session.adapters->ports().packages;
  for (const auto& step : session.steps) {
    const auto* wanted = std::get_if<PackagesStep>(&step.spec);
    if (!wanted) continue;
    auto missing = packages.missing(wanted->names);
    if (!missing) co_return fail(missing);
    if (missing->empty()) continue;
    world.console().err(fmt::format("Downloading {} packages (nothing is installed)\n", missing->size()));
    auto downloaded = co_await packages.download(*missing, session.place.state() / "logs" / "packages.log");
    if (!downloaded) co_return downloaded;
  }
  co_return Result<void>{};
}

Task<int> fetch_body(Session& session, const Arguments& arguments, World& world, Flag& stop) {
  const auto told = [&](const Error& error) { return tell(error, session.recipes.sources, format_of(arguments), world.console()); };
  const auto lock = RunDirectory(session.place.state()).lock("fetch");
  if (!lock) co_return told(lock.error());
  if (auto prepared = prepare_workspace(session.place, world); !prepared) co_return told(prepared.error());
  auto surveyed = co_await survey_and_reserve(session, world);
  if (!surveyed) co_return told(surveyed.error());
  Plan plan = plan_session(session);
  std::erase_if(plan.actions, [](const PlannedAction& action) { return !only_gets(action); });
  auto packages = co_await fetch_packages(session, world);
  if (!packages) co_return told(packages.error());
  const bool has_clones = plan.has_work();
  if (has_clones) {
    RunRequestOptions options{"fetch", resume_command(session.place, "fetch", world), {}};
    const int code = co_await run_plan(session, std::move(plan), std::move(options), arguments, world, stop);
    if (code != 0) co_return code;
  }
  auto wheels = co_await fetch_wheels(session, world);
  if (!wheels) co_return told(wheels.error());
  auto npm_packages = co_await fetch_npm_packages(session, world);
  if (!npm_packages) co_return told(npm_packages.error());
  world.console().err("Everything is here; nothing was started. `stackup up --offline` needs no network now.\n");
  co_return 0;
}

/// Getting repositories and packages runs nothing of the recipe; pip runs the build code of what it downloads, and a project's .npmrc may name programs for npm to run.
bool runs_build_code(const Session& session) {
  return std::any_of(session.stack.units.begin(), session.stack.units.end(), [](const Unit& unit) {
    return std::any_of(unit.recipe.steps.begin(), unit.recipe.steps.end(), [](const auto& step) {
      const auto* python = std::get_if<PythonSpec>(&step.second.kind);
      return (python && python->index) || std::holds_alternative<NodeSpec>(step.second.kind);
    });
  });
}

Result<void> ask_if_needed(const Session& session, const Arguments& arguments, World& world) {
  if (!runs_build_code(session)) return {};
  return require_trust(session, arguments, world);
}

int run(const Arguments& arguments, World& world) {
  if (const int code = give_up_root(arguments, world); code != 0) return code;
  int code = 0;
  SessionOptions options;
  if (arguments.has("--pull")) options.pull = BuildOptions::Pull::yes;
  auto session = open_session_to_build(arguments, options, world, code);
  if (!session) return code;
  if (auto trusted = ask_if_needed(*session, arguments, world); !trusted) return tell(trusted.error(), session->recipes.sources, format_of(arguments), world.console());
  return run_on_loop(world, [&](Flag& stop) { return fetch_body(*session, arguments, world, stop); });
}

}  // namespace

Verb fetch_verb() {
  static const std::vector<Option> options = [] {
    std::vector<Option> all = {{"--pull", "", "", "Also bring existing checkouts forward"},
                               {"--trust", "", "", "Accept the commands of a recipe that comes from elsewhere"}, {"--jobs", "-j", "N", "At most this many at a time (4)"}};
    all.insert(all.end(), stack_options().begin(), stack_options().end());
    return all;
  }();
  return {.name = "fetch",
          .group = VerbGroup::start,
          .summary = "Get everything that up will need, and start nothing",
          .description = "Repositories, distribution packages and language packages, while there is a network. Needs no root. `stackup up --offline` does the rest later.",
          .positionals = {{"NAME|URL", "Recipes, or a repository that carries a stackup.yaml", 0, -1, Completes::recipes}},
          .options = options,
          .examples = {{"stackup fetch django", "At home, before the hackfest."}, {"stackup up django --offline", "There, without a network."}},
          .run = run};
}

}  // namespace stackup
