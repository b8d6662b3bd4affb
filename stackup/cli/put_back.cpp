#include "stackup/cli/put_back.h"

#include "stackup/cli/world.h"
#include "stackup/plan/build_checkpoint.h"
#include "stackup/ports/files.h"
#include "stackup/ports/packages.h"
#include "stackup/steps/half_made_data.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

std::string changed_package(const Snapshot& snapshot, const Session& session) {
  const auto present = session.adapters->ports().packages.versions(wanted_packages(session.stack, session.options));
  if (!present) return present.error().what();
  for (const auto& [name, version] : snapshot.packages) {
    const auto now = present->find(name);
    if (now == present->end()) return fmt::format("the package {} is gone", name);
    if (now->second != version) return fmt::format("{} is {} now, and was {}", name, now->second, version);
  }
  return {};
}

}  // namespace

std::string PutBack::changed_step() const {
  std::map<std::string, std::string> left;
  for (const auto& step : snapshot_.steps) left[step.id] = step.digest;
  for (const auto& id : data_steps(session_.stack, session_.steps)) {
    const auto known = left.find(id);
    if (known == left.end()) return fmt::format("{} is new", id);
    const auto* action = plan_.find(id);
    if (!action || action->digest != known->second) return fmt::format("{} has changed", id);
    left.erase(known);
  }
  return left.empty() ? std::string() : fmt::format("{} is gone", left.begin()->first);
}

std::string PutBack::change_since() const {
  auto changed = changed_step();
  return changed.empty() ? changed_package(snapshot_, session_) : changed;
}

PutBack::PutBack(const Session& session, Snapshot snapshot, World& world) : session_(session), snapshot_(std::move(snapshot)), world_(world), plan_(plan_session(session)) {
  for (const auto& part : data_parts(session.stack, session.assignments.layout)) {
    const bool is_in_it = std::count(snapshot_.units.begin(), snapshot_.units.end(), part.unit) != 0;
    if (is_in_it) moves_.push_back({part.data.parent_path() / ("." + part.unit + ".restored"), part.data});
  }
}

Task<Result<void>> PutBack::prepare() {
  const Snapshots snapshots(session_.place.state(), world_.files());
  for (const auto& one : moves_) {
    auto cleared = co_await world_.files().remove_tree(one.copy);
    if (!cleared) co_return cleared;
    const auto from = snapshots.data(snapshot_.name, one.data.filename().string());
    auto copied = co_await world_.files().copy_tree(from, one.copy);
    if (!copied) {
      co_await world_.files().remove_tree(one.copy);
      co_return copied;
    }
  }
  co_return Result<void>{};
}

Result<void> PutBack::move(const Move& one, EventSink& events) {
  if (auto told = note_data_begun(one.data, "", session_.context(events)); !told) return told;
  return world_.files().rename(one.copy, one.data);
}

Task<Result<void>> PutBack::carry_out(EventSink& events) {
  for (const auto& one : moves_)
    if (auto moved = move(one, events); !moved) co_return moved;
  if (auto told = tell_what_is_done(events); !told) co_return told;
  for (const auto& one : moves_)
    if (auto told = note_data_made(one.data, "", session_.context(events)); !told) co_return told;
  co_return Result<void>{};
}

/// Of steps that there still are. Those that have changed since are seen to have, and done again over the old data.
Result<void> PutBack::tell_what_is_done(EventSink& events) {
  for (const auto& record : snapshot_.steps) {
    const bool is_known = std::any_of(session_.steps.begin(), session_.steps.end(), [&](const Step& step) { return step.id == record.id; });
    if (!is_known) continue;
    if (auto told = events.emit(record); !told) return told;
  }
  if (snapshot_.name != first_start) return {};
  const auto* checkpoint = plan_.find(checkpoint_id);  // it is there, and need not be taken again
  return checkpoint ? events.emit(StepFinished{checkpoint_id, checkpoint->digest, {{"kept", "yes"}}, {}}) : Result<void>{};
}

}  // namespace stackup
