#pragma once
// The snapshots of one workspace: .stackup/snapshots/NAME/, each with snapshot.json, steps.jsonl (the records of the steps, as a journal has them) and
// data/UNIT. They hold what the databases hold, so all of it is 0700, and it goes with the workspace.

#include "stackup/base/result.h"
#include "stackup/ports/task.h"
#include "stackup/snapshot/snapshot.h"

#include <filesystem>
#include <string>
#include <vector>

namespace stackup {

class WritableFiles;

class Snapshots {
 public:
  /// `state`: .stackup of the workspace.
  Snapshots(const std::filesystem::path& state, WritableFiles& files) : root_(state / "snapshots"), files_(files) {}

  /// Oldest first. What is not whole is left out.
  [[nodiscard]] std::vector<Snapshot> all() const;
  /// Fails with unknown_snapshot, and names those that there are.
  [[nodiscard]] Result<Snapshot> find(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const { return read(name).has_value(); }
  Task<Result<void>> remove(std::string name);
  /// What `where` (a directory of `unfinished`) holds becomes the snapshot, in the place of an earlier one of its name.
  Task<Result<void>> keep(Snapshot snapshot, std::filesystem::path where);

  /// Where one is put together; what an interrupted command has left there does not count.
  [[nodiscard]] std::filesystem::path unfinished(const std::string& name) const { return root_ / ("." + name + ".unfinished"); }
  [[nodiscard]] std::filesystem::path data(const std::string& name, const std::string& unit) const { return root_ / name / "data" / unit; }

 private:
  [[nodiscard]] std::optional<Snapshot> read(const std::string& name) const;

  std::filesystem::path root_;
  WritableFiles& files_;
};

/// Whether it can be one: a letter or digit, then letters, digits and . _ -, 40 at most.
[[nodiscard]] bool is_snapshot_name(std::string_view name);

}  // namespace stackup
