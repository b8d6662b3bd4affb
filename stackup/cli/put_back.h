#pragma once
// A snapshot's data in the place of what a reset removes.

#include "stackup/cli/session.h"
#include "stackup/snapshot/snapshots.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace stackup {

class World;

class PutBack {
 public:
  /// Call after survey_session.
  PutBack(const Session& session, Snapshot snapshot, World& world);

  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  /// Why the snapshot is not what `up` would make today: the first thing that has changed, in words. Empty: it is.
  [[nodiscard]] std::string change_since() const;
  /// Copies the data beside where it belongs, while everything still runs: if there is no room for it, nothing has happened yet.
  Task<Result<void>> prepare();
  /// Moves the copies to their places, which must be free, and tells what has thereby been done. Whoever is killed in between leaves data that the next run makes anew.
  Task<Result<void>> carry_out(EventSink& events);

 private:
  struct Move {
    std::filesystem::path copy;
    std::filesystem::path data;
  };

  [[nodiscard]] std::string changed_step() const;
  Result<void> move(const Move& one, EventSink& events);
  Result<void> tell_what_is_done(EventSink& events);

  const Session& session_;
  Snapshot snapshot_;
  World& world_;
  Plan plan_;  ///< what there is to do as things are
  std::vector<Move> moves_;
};

}  // namespace stackup
