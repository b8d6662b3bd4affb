#pragma once
// The real file system.

#include "stackup/ports/files.h"

#include <boost/asio/any_io_executor.hpp>

namespace stackup {

class PosixFiles : public WritableFiles {
 public:
  [[nodiscard]] Result<std::string> read(const Path& path) const override;
  [[nodiscard]] Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t length) const override;
  [[nodiscard]] std::uint64_t length_of(const Path& path) const override;
  [[nodiscard]] bool exists(const Path& path) const override;
  [[nodiscard]] bool is_directory(const Path& path) const override;
  [[nodiscard]] std::vector<std::string> list(const Path& directory) const override;
  [[nodiscard]] std::vector<Path> glob(const Path& directory, std::string_view pattern) const override;
  [[nodiscard]] std::vector<Path> matches(const std::string& pattern) const override;
  [[nodiscard]] std::uint64_t free_space(const Path& path) const override;
  [[nodiscard]] std::uint64_t size_of(const Path& path) const override;
  Result<void> write(const Path& path, std::string_view text, unsigned mode) override;
  Result<void> make_directory(const Path& path, unsigned mode) override;
  Result<void> remove_file(const Path& path) override;
  Task<Result<void>> remove_tree(Path path) override;
  Task<Result<void>> copy_tree(Path from, Path to) override;
  Task<Result<void>> settle(Path path) override;
  Result<void> rename(const Path& from, const Path& to) override;
};

}  // namespace stackup
