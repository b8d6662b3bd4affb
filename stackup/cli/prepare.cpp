#include "stackup/cli/prepare.h"

#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/ports/secrets.h"
#include "stackup/store/port_registry.h"
#include "stackup/system/workspace_secrets.h"

#include <fmt/format.h>

namespace stackup {
namespace {

Result<void> make_directories(const Session& session, WritableFiles& files) {
  const Layout& layout = session.assignments.layout;
  if (auto made = files.make_directory(layout.runtime, 0700); !made) return made;
  for (const auto& unit : session.stack.units)
    for (const auto& directory : {layout.data(unit.name), layout.run(unit.name), layout.logs(unit.name), layout.home(unit.name)})
      if (auto made = files.make_directory(directory, 0700); !made) return made;
  return {};
}

/// Sockets lie in a directory of everybody's /tmp: it must be ours, and no link.
Result<void> check_runtime(const Layout& layout) {
  std::error_code error;
  const auto parent = layout.runtime.parent_path();
  const auto status = std::filesystem::symlink_status(parent, error);
  const bool is_open = (status.permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) != std::filesystem::perms::none;
  if (std::filesystem::is_directory(status) && !is_open) return {};
  return fail(Error(ErrorCode::state_unreadable, fmt::format("{} can't be used for sockets", parent.string()))
                  .because("it is not a directory that only its owner can enter")
                  .try_(fmt::format("remove it, or set XDG_RUNTIME_DIR to a directory of yours")));
}

bool is_external(const Session& session, const PortChoice& choice) {
  const Unit* unit = session.stack.find(choice.unit);
  return unit && unit->recipe.external;
}

Result<void> hold(int port, Session& session) {
  auto taken = PortHold::take(port);
  if (taken) {
    session.holds.push_back(std::move(*taken));
    return {};
  }
  const bool is_news = session.ports_of_others.insert(port).second;  // else it was chosen in spite of that: a process of ours listens there
  return is_news ? Result<void>(fail(taken)) : Result<void>();
}

/// For this command against other users' stacks, and lastingly against the user's other workspaces. Nothing is written where nothing is new.
Result<void> reserve_ports(Session& session, World& world) {
  std::map<PortKey, int> ports;
  bool has_new = false;
  session.holds.clear();
  for (const auto& choice : session.ports) {
    if (is_external(session, choice)) continue;
    if (auto held = hold(choice.number, session); !held) return held;
    ports[{choice.unit, choice.name}] = choice.number;
    has_new = has_new || choice.is_new;
  }
  return has_new ? PortRegistry(world.state_directory() / "ports").keep(session.place.workspace, ports) : Result<void>();
}

}  // namespace

Result<void> prepare_workspace(const Place& place, World& world) {
  if (auto made = world.files().make_directory(place.workspace, 0755); !made) return made;
  for (const auto& directory : {place.state(), place.state() / "logs", place.state() / "runs"})
    if (auto made = world.files().make_directory(directory, 0700); !made) return made;
  if (auto written = write_remembered(place.workspace, place.remembered, world); !written) return written;
  WorkspaceSecrets secrets(world.files(), place.state() / "secrets");
  if (auto key = secrets.digest_key(); !key) return fail(key);
  return {};
}

Result<void> keep_choices(Session& session, EventSink& events, World& world) {
  if (auto made = make_directories(session, world.files()); !made) return made;
  if (auto safe = check_runtime(session.assignments.layout); !safe) return safe;
  for (const auto& id : session.new_secrets) {
    if (auto written = session.adapters->ports().secrets.put(id, session.assignments.secrets.at(id)); !written) return written;
    if (auto told = events.emit(SecretMade{id.owner, id.name}); !told) return told;
  }
  for (const auto& choice : session.ports) {
    if (!choice.is_new || is_external(session, choice)) continue;
    if (auto told = events.emit(PortKept{choice.unit, choice.name, choice.number, choice.because}); !told) return told;
  }
  return {};
}

Task<Result<void>> survey_and_reserve(Session& session, World& world) {
  constexpr int most_tries = 200;  // each moves a port on by one: a whole class may be at work on one machine
  for (int tries = 1;; ++tries) {
    auto surveyed = co_await survey_session(session, world);
    if (!surveyed) co_return surveyed;
    auto reserved = reserve_ports(session, world);
    const bool may_try_again = !reserved && reserved.error().code() == ErrorCode::port_taken && tries < most_tries;
    if (!may_try_again) co_return reserved;
  }
}

}  // namespace stackup
