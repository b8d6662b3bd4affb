#include "stackup/cli/up.h"

#include "stackup/base/text.h"
#include "stackup/cli/fetch_recipe.h"
#include "stackup/cli/invoker.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/missing.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/prepare.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/run_plan.h"
#include "stackup/cli/take_turn.h"
#include "stackup/cli/trust.h"
#include "stackup/cli/world.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/supervision.h"
#include "stackup/ports/terminal.h"
#include "stackup/store/run_directory.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

Error not_confirmed(const std::string& command) {
  return Error(ErrorCode::needs_confirmation, "packages have to be installed as root, and there is nobody to ask")
      .because(fmt::format("the root action would be: {}", command))
      .try_("add -y to let stackup do it with sudo")
      .try_(fmt::format("or run it yourself: {}", command));
}

/// Root is named before it is used.
Result<void> confirm_root_actions(const Plan& plan, const Session& session, const Arguments& arguments, World& world) {
  const auto* packages = plan.find("packages");
  if (!packages || packages->decision == Decision::up_to_date) return {};
  const auto description = kind_of(packages->step.spec).describe(packages->step, session.adapters->ports());
  const std::string command = shell_quoted(description.root_command);
  if (arguments.has("--yes") || description.root_command.empty()) return {};
  if (!world.terminal().can_ask()) return fail(not_confirmed(command));
  world.console().err(fmt::format("Packages are missing. Root is needed for this one command; everything else runs as {}:\n  {}\n", world.invoker().name, command));
  if (world.terminal().confirm("Run it?")) return {};
  return fail(Error(ErrorCode::needs_root, "the packages were not installed").because("the answer was no").try_(fmt::format("run it yourself: {}", command)));
}

/// --foreground: everything lives as long as this command.
Task<int> stay(Session& session, const Arguments& arguments, World& world, Flag& stop) {
  world.console().err("Ctrl-C stops everything.\n");
  co_await stop.wait();
  auto stopped = co_await session.adapters->ports().supervision.shut_down();
  if (!stopped) co_return tell(stopped.error(), session.recipes.sources, format_of(arguments), world.console());
  co_return 0;
}

Task<int> up_body(Session& session, std::vector<Event> first, const Arguments& arguments, World& world, Flag& stop) {
  const auto lock = co_await take_turn(session.place, "up", WhileBusy::follow, arguments, world, stop);
  if (!lock) co_return tell(lock.error(), session.recipes.sources, format_of(arguments), world.console());
  if (!*lock) co_return 130;
  if (auto prepared = prepare_workspace(session.place, world); !prepared) co_return tell(prepared.error(), session.recipes.sources, format_of(arguments), world.console());
  const int code = co_await bring_up(session, std::move(first), arguments, world, stop);
  if (code != 0 || !arguments.has("--foreground")) co_return code;
  const int ended = co_await stay(session, arguments, world, stop);
  co_return ended;
}

int run(const Arguments& arguments, World& world) {
  int code = 0;
  SessionOptions options;
  if (arguments.has("--pull")) options.pull = BuildOptions::Pull::yes;
  if (arguments.has("--no-smoke")) options.smoke = BuildOptions::Smoke::no;
  if (arguments.has("--offline")) options.network = BuildOptions::Network::forbidden;
  auto session = open_session_to_build(arguments, options, world, code);
  if (!session) return code;
  bool remember = false;
  if (auto trusted = ask_for_trust(*session, arguments, world, remember); !trusted) return tell(trusted.error(), session->recipes.sources, format_of(arguments), world.console());
  std::vector<Event> first;
  if (code = do_root_actions(*session, arguments, world, first); code != 0) return code;
  if (remember) {
    if (auto kept = remember_trust(session->recipes.workspace_text, session->place.workspace.string(), world); !kept)
      return tell(kept.error(), session->recipes.sources, format_of(arguments), world.console());
  }
  return run_on_loop(world, [&](Flag& stop) { return up_body(*session, std::move(first), arguments, world, stop); });
}

}  // namespace

std::string resume_command(const Place& place, std::string_view verb, World& world) {
  if (place.workspace == world.current_directory()) return fmt::format("stackup {}", verb);
  if (place.workspace.parent_path() == world.home() / "stackup") return fmt::format("stackup {} {}", verb, place.workspace.filename().string());
  return fmt::format("stackup {} -w {}", verb, shell_quoted(place.workspace.string()));
}

Task<int> bring_up(Session& session, std::vector<Event> first, const Arguments& arguments, World& world, Flag& stop) {
  const auto told = [&](const Error& error) { return tell(error, session.recipes.sources, format_of(arguments), world.console()); };
  co_await session.adapters->ports().supervision.settle();
  auto surveyed = co_await survey_and_reserve(session, world);
  if (!surveyed) co_return told(surveyed.error());
  Plan plan = plan_session(session);
  if (arguments.has("--offline")) {
    const auto complete = co_await check_nothing_missing(session, plan);
    if (!complete) co_return told(complete.error());
  }
  if (auto confirmed = confirm_root_actions(plan, session, arguments, world); !confirmed) co_return told(confirmed.error());
  RunRequestOptions options{"up", resume_command(session.place, "up", world), std::move(first)};
  const int code = co_await run_plan(session, std::move(plan), std::move(options), arguments, world, stop);
  co_return code;
}

Verb up_verb() {
  static const std::vector<Option> options = [] {
    std::vector<Option> all = {{"--pull", "", "", "Fetch, and move checkouts forward where no local work is in the way"},
                               {"--offline", "", "", "Contact no remote; what is missing is listed before anything begins"},
                               {"--foreground", "", "", "Stay, and stop everything in order at Ctrl-C or TERM"},
                               {"--no-smoke", "", "", "Leave the smoke checks out"},
                               {"--trust", "", "", "Accept the commands of a recipe that comes from elsewhere"},
                               {"--yes", "-y", "", "Do not ask; for scripts"},
                               {"--jobs", "-j", "N", "At most this many steps at a time (4)"}};
    all.insert(all.end(), stack_options().begin(), stack_options().end());
    return all;
  }();
  return {.name = "up",
          .group = VerbGroup::start,
          .summary = "Bring a stack up: clone, install, start, wait until ready, smoke-check",
          .description = "Does what is missing and nothing else: what is done is not done again, and after a failure the same command goes on where it stopped. "
                         "Without a name it means the workspace or the clone around the present directory.",
          .positionals = {{"NAME|URL", "Recipes to bring up, or a repository that carries a stackup.yaml", 0, -1, Completes::recipes}},
          .options = options,
          .examples = {{"stackup up django", "Bring the built-in recipe up in ~/stackup/django."},
                       {"stackup up https://git.example.org/shop.git", "Clone a project and bring it up by its own recipe."},
                       {"stackup up --pull", "The same workspace, with what is new upstream."},
                       {"stackup up --set postgresql.ports.sql=5544", "Change one value of a recipe."}},
          .run = run};
}

}  // namespace stackup
