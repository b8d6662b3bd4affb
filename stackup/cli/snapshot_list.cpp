#include "stackup/base/text.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/snapshot.h"
#include "stackup/cli/world.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/files.h"
#include "stackup/ui/human.h"
#include "stackup/ui/table.h"

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr auto nothing_yet = "No snapshot has been saved here. `stackup snapshot save NAME` keeps the data of all services as it is now.\n";

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto place = existing_place(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format, console);
  const auto all = Snapshots(place->state(), world.files()).all();
  if (format == Format::json) console.out(snapshots_json(all) + "\n");
  else if (all.empty()) console.err(nothing_yet);
  else console.out(snapshots_text(all, world.clock().wall_now(), console.out_screen));
  return 0;
}

}  // namespace

std::string snapshots_text(const std::vector<Snapshot>& snapshots, WallTime now, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& snapshot : snapshots) {
    const auto age = human_age(std::chrono::duration_cast<Duration>(now - snapshot.at));
    const auto what = join(snapshot.units, ", ");
    rows.push_back({{snapshot.name, Role::name}, {age + " ago"}, {human_bytes(snapshot.bytes)}, {snapshot.name == first_start ? what + " (kept by `up`, for `reset --data`)" : what}});
  }
  return table_text({{"NAME", {}}, {"SAVED", {}}, {"SIZE", Align::right}, {"DATA OF", {}}}, rows, screen);
}

Verb snapshot_list_verb() {
  return {.name = "snapshot list",
          .group = VerbGroup::change,
          .summary = "List the snapshots of a workspace",
          .description = "Name, age, size, and whose data is in it. `first-start` is the checkpoint that the first `up` has kept.",
          .positionals = {{"WORKSPACE", "Where not the one around the present directory is meant", 0, 1, Completes::nothing}},
          .options = {},
          .examples = {{"stackup snapshot list", "What can be restored here."}},
          .run = run};
}

}  // namespace stackup
