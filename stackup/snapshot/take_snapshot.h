#pragma once
// Taking a snapshot of a stack that runs.

#include "stackup/event/run_state.h"
#include "stackup/ports/ports.h"
#include "stackup/snapshot/snapshots.h"

namespace stackup {

struct SnapshotRequest {
  std::filesystem::path state;  ///< .stackup of the workspace
  Snapshot snapshot;            ///< name, packages and steps; the rest is found out
  std::vector<DataPart> parts;
  /// Where there is more, services are stopped instead of held still: so much is copied in time, at 100 MB/s.
  std::uint64_t most_bytes_frozen = std::uint64_t{1} << 30;
};

/// What the journal says of those of `steps` that have been done.
[[nodiscard]] std::vector<StepFinished> records_of(const std::vector<StepId>& steps, const RunState& state);

/// All parts as of one moment: units whose rule is `stop` are stopped meanwhile, everything else that runs is held still for as long as the copy takes. What was
/// running runs when it returns, whatever it returns. An earlier snapshot of the name is replaced only when the new one is whole.
Task<Result<Snapshot>> take_snapshot(SnapshotRequest request, Ports& ports);

}  // namespace stackup
