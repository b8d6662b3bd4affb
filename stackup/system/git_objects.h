#pragma once
// Objects go from one repository to another as hard links: quick, no second copy on the disk, and neither side needs the other afterwards.

#include "stackup/base/result.h"

#include <filesystem>
#include <vector>

namespace stackup {

/// Makes everything in `from` (an objects folder, with those that its alternates name) part of `to`: hard links, or copies across file
/// systems.
[[nodiscard]] Result<void> link_objects(const std::filesystem::path& from, const std::filesystem::path& to);
/// As link_objects for the files of any folder tree; what is there already stays.
[[nodiscard]] Result<void> link_tree(const std::filesystem::path& from, const std::filesystem::path& to);
/// Removes half-written packs that a kill left behind. The caller holds the repository's lock.
void remove_unfinished_packs(const std::filesystem::path& objects);

/// A folder that is removed, with all that is in it, unless it was kept.
class TemporaryTree {
 public:
  explicit TemporaryTree(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  ~TemporaryTree() { remove(); }
  TemporaryTree(const TemporaryTree&) = delete;
  TemporaryTree& operator=(const TemporaryTree&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  void remove();

  std::filesystem::path path_;
};

}  // namespace stackup
