#pragma once
// What a snapshot is: the data of a stack's units as it was at one moment, and what the journal said of it then.

#include "stackup/event/event.h"
#include "stackup/ports/snapshot_rule.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// The name of the checkpoint: the snapshot that `up` takes by itself when everything has been made for the first time, and that `reset --data` goes back to.
inline constexpr std::string_view first_start = "first-start";

/// A unit's data directory, and how it is to be copied.
struct DataPart {
  std::string unit;
  std::filesystem::path data;
  SnapshotRule rule = SnapshotRule::stop;

  bool operator==(const DataPart&) const = default;
};

struct Snapshot {
  std::string name;
  WallTime at{};
  std::string program_version;
  std::vector<std::string> units;               ///< whose data it holds
  std::map<std::string, std::string> packages;  ///< name → version of those that the stack wants
  std::uint64_t bytes = 0;                      ///< of all files
  std::vector<StepFinished> steps;              ///< what had been done to the data, with the digests of what did it

  bool operator==(const Snapshot&) const = default;
};

/// Kind of a thing in the journal, for the workspace: a run has ended well since the data was made, so somebody may have put something of his own into it.
inline constexpr auto data_in_use = "data in use";

/// {"v":1,"name":…,"t":<ms since 1970>,…}; the steps are not in it.
[[nodiscard]] std::string snapshot_json(const Snapshot& snapshot);
/// Nothing for another version, or where it is no such text.
[[nodiscard]] std::optional<Snapshot> snapshot_from_json(std::string_view text);

}  // namespace stackup
