#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/snapshot.h"
#include "stackup/cli/take_turn.h"
#include "stackup/cli/world.h"
#include "stackup/plan/build_checkpoint.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/files.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/supervision.h"
#include "stackup/snapshot/take_snapshot.h"
#include "stackup/ui/human.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

Result<void> check_name(const std::string& name, const Snapshots& snapshots, const Arguments& arguments) {
  if (!is_snapshot_name(name)) {
    return fail(Error(ErrorCode::bad_usage, fmt::format("'{}' can't be a snapshot's name", name)).because("a name is a letter or digit, then letters, digits and . _ -, 40 at most"));
  }
  if (name == first_start) return fail(Error(ErrorCode::bad_usage, fmt::format("'{}' is the name of the checkpoint", name)).because("`up` keeps that itself, for `reset --data`").try_("choose another name"));
  if (!snapshots.has(name) || arguments.has("--replace")) return {};
  return fail(Error(ErrorCode::bad_usage, fmt::format("there is a snapshot '{}' already", name)).try_("choose another name").try_("--replace saves it anew"));
}

Result<SnapshotRequest> request_for(const Session& session, const std::string& name) {
  const auto versions = session.adapters->ports().packages.versions(wanted_packages(session.stack, session.options));
  if (!versions) return fail(versions);
  SnapshotRequest request{session.place.state(), {}, data_parts(session.stack, session.assignments.layout)};
  request.snapshot.name = name;
  request.snapshot.packages = *versions;
  request.snapshot.steps = records_of(data_steps(session.stack, session.steps), session.state);
  return request;
}

void show(const Snapshot& snapshot, Duration took, const Arguments& arguments, World& world) {
  auto& console = world.console();
  if (format_of(arguments) == Format::json) return console.out(snapshots_json({snapshot}) + "\n");
  console.err(fmt::format("Saved {}: the data of {}, {}, in {}. stackup snapshot restore {} brings it back.\n", snapshot.name,
                          snapshot.units.size() == 1 ? snapshot.units.front() : fmt::format("{} units", snapshot.units.size()), human_bytes(snapshot.bytes), to_string(took), snapshot.name));
}

Task<int> save(Session& session, const Arguments& arguments, World& world, Flag& stop) {
  const auto told = [&](const Error& error) { return tell(error, session.recipes.sources, format_of(arguments), world.console()); };
  const auto name = snapshot_word(session.place);
  if (!name) co_return told(name.error());
  if (auto good = check_name(*name, Snapshots(session.place.state(), world.files()), arguments); !good) co_return told(good.error());
  const auto lock = co_await take_turn(session.place, "snapshot", WhileBusy::follow, arguments, world, stop);
  if (!lock) co_return told(lock.error());
  if (!*lock) co_return 130;
  co_await session.adapters->ports().supervision.settle();
  auto surveyed = co_await survey_session(session, world);
  if (!surveyed) co_return told(surveyed.error());
  if (auto here = check_data_is_here(session); !here) co_return told(here.error());
  auto request = request_for(session, *name);
  if (!request) co_return told(request.error());
  const Instant begun = world.clock().now();
  Ports& ports = session.adapters->ports();
  const auto taken = co_await take_snapshot(std::move(*request), ports);
  if (!taken) co_return told(taken.error());
  show(*taken, world.clock().now() - begun, arguments, world);
  co_return 0;
}

int run(const Arguments& arguments, World& world) {
  return on_workspace(arguments, world, [&](Session& session, Flag& stop) -> Task<int> {
    const int code = co_await save(session, arguments, world, stop);
    co_return code;
  });
}

}  // namespace

Result<std::string> snapshot_word(const Place& place) {
  if (place.words.size() == 1) return place.words.front();
  return fail(Error(ErrorCode::bad_usage, "which snapshot?").because(fmt::format("{} names were given, and one is wanted", place.words.size())).try_("stackup snapshot list"));
}

Result<void> check_data_is_here(const Session& session) {
  const auto service = data_elsewhere(session.stack, session.steps);
  if (service.empty()) return {};
  return fail(Error(ErrorCode::bad_usage, "this stack can't have snapshots").because(fmt::format("{} runs elsewhere, and a part of the data is there", service)));
}

Verb snapshot_save_verb() {
  return {.name = "snapshot save",
          .group = VerbGroup::change,
          .summary = "Keep the data of all services as it is now, under a name",
          .description = "Databases and whatever else is in the data directories, all of one moment. Services run on: they are held still for the fraction of a second that the copy takes, or "
                         "stopped and started again where their recipe says so. Checkouts are not part of it. It lies in the workspace (.stackup/snapshots, for its owner only), and holds "
                         "the secrets that the databases hold.",
          .positionals = {{"NAME", "How it is to be called; before it, the workspace if not the one around the present directory is meant", 1, 2, Completes::nothing}},
          .options = {{"--replace", "", "", "In the place of one that has the name"}},
          .examples = {{"stackup snapshot save before-lab3", "Something to come back to."}},
          .run = run};
}

}  // namespace stackup
