#include "stackup/cli/root_phase.h"

#include "stackup/base/text.h"
#include "stackup/cli/invoker.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/processes.h"
#include "stackup/system/apt_packages.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

// Root's own places: nothing in the user's directories may come to belong to root.
constexpr auto scripts = "/run/stackup-root";
constexpr auto cache = "/var/cache/stackup/apt";
constexpr Duration between_progress = std::chrono::seconds(5);
constexpr auto log = "/var/log/stackup/packages.log";

Task<int> install(AptPackages& packages, std::vector<std::string> missing, const Arguments& arguments, World& world, std::vector<Event>& made) {
  world.console().err(fmt::format("As root: {}\n", shell_quoted(packages.install_command(missing))));
  Instant told = world.clock().now();
  std::function<void(const PackageProgress&)> progress = [&](const PackageProgress& p) {
    if (world.clock().now() - told < between_progress) return;
    told = world.clock().now();
    world.console().err(fmt::format("  packages: {}{}\n", p.percent < 0 ? "" : fmt::format("{} %, ", p.percent), p.text));
  };
  auto installed = co_await packages.install(std::move(missing), log, std::move(progress));
  if (!installed) co_return tell(installed.error(), Sources{}, format_of(arguments), world.console());
  for (const auto& name : *installed) made.push_back(ThingMade{"package", name, "packages"});
  co_return 0;
}

int install_missing(const Session& session, const Arguments& arguments, World& world, std::vector<Event>& made) {
  AptSettings settings;
  settings.scripts = scripts;
  settings.cache = cache;
  settings.environment = world.environment();
  settings.access = RootAccess::is_root;
  AptPackages packages(world.processes(), world.clock(), settings);
  const auto missing = packages.missing(wanted_packages(session.stack, session.options));
  if (!missing) return tell(missing.error(), Sources{}, format_of(arguments), world.console());
  if (missing->empty()) return 0;
  return run_on_loop(world, [&](Flag&) { return install(packages, *missing, arguments, world, made); });
}

}  // namespace

int give_up_root(const Arguments& arguments, World& world) {
  if (world.invoker().root == Invoker::Root::no) return 0;
  if (world.invoker().must_be_made) world.console().err(fmt::format("As root: {}\n", shell_quoted(make_user_command())));
  if (auto dropped = become(world.invoker()); !dropped) return tell(dropped.error(), Sources{}, format_of(arguments), world.console());
  return 0;
}

int do_root_actions(Session& session, const Arguments& arguments, World& world, std::vector<Event>& made) {
  if (world.invoker().root == Invoker::Root::no) return 0;
  if (const int code = install_missing(session, arguments, world, made); code != 0) return code;
  const bool new_user = world.invoker().must_be_made;
  if (const int code = give_up_root(arguments, world); code != 0) return code;
  if (new_user) made.push_back(ThingMade{"user", world.invoker().name, "root"});
  world.console().err(fmt::format("Going on as the user {}.\n", world.invoker().name));
  Layout& layout = session.assignments.layout;
  layout.runtime = world.runtime_directory(layout.workspace);
  session.assignments.user = world.invoker().name;
  session.adapters = std::make_unique<WorkspacePorts>(layout, world);
  return 0;
}

}  // namespace stackup
