#pragma once
// A file system in memory. Directories are there as soon as something is in them.

#include "stackup/ports/files.h"

#include <map>
#include <set>
#include <utility>

namespace stackup::testing {

class FakeFiles : public WritableFiles {
 public:
  // What is there, and what the patterns match.
  std::map<Path, std::string> texts;
  std::map<Path, unsigned> modes;
  std::set<Path> directories;
  std::map<std::pair<Path, std::string>, std::vector<Path>> globs;  ///< directory, pattern
  std::map<std::string, std::vector<Path>> matching;
  std::map<Path, Error> failing;  ///< paths that can't be written
  std::uint64_t free = 1ULL << 40;

  // What was asked.
  std::vector<Path> removed_trees;
  std::vector<Path> settled;

  [[nodiscard]] Result<std::string> read(const Path& path) const override;
  [[nodiscard]] Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t length) const override;
  [[nodiscard]] std::uint64_t length_of(const Path& path) const override;
  [[nodiscard]] bool exists(const Path& path) const override;
  [[nodiscard]] bool is_directory(const Path& path) const override;
  [[nodiscard]] std::vector<std::string> list(const Path& directory) const override;
  [[nodiscard]] std::vector<Path> glob(const Path& directory, std::string_view pattern) const override;
  [[nodiscard]] std::vector<Path> matches(const std::string& pattern) const override;
  [[nodiscard]] std::uint64_t free_space(const Path&) const override { return free; }
  [[nodiscard]] std::uint64_t size_of(const Path& path) const override;
  Result<void> write(const Path& path, std::string_view text, unsigned mode) override;
  Result<void> make_directory(const Path& path, unsigned mode) override;
  Result<void> remove_file(const Path& path) override;
  Task<Result<void>> remove_tree(Path path) override;
  Task<Result<void>> copy_tree(Path from, Path to) override;
  Task<Result<void>> settle(Path path) override;
  Result<void> rename(const Path& from, const Path& to) override;

 private:
  [[nodiscard]] std::set<std::string> entries(const Path& directory) const;
};

}  // namespace stackup::testing
