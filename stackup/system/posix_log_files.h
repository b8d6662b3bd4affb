#pragma once
// LogFiles by fallocate(2). A writer with O_APPEND never notices that the head of its file goes: it takes no lock of ours, and the kernel finds the end for it.

#include "stackup/ports/log_files.h"

#include <functional>
#include <set>

namespace boost::asio {
class thread_pool;
}

namespace stackup {

class PosixLogFiles : public LogFiles {
 public:
  /// The pool is asked for at the first cut, because most supervisors never need its threads. Of the ways to cut those in `ways` are tried, the best first.
  explicit PosixLogFiles(std::function<boost::asio::thread_pool&()> pool, std::set<CutWay> ways = {CutWay::collapsed, CutWay::emptied, CutWay::copied});

  [[nodiscard]] std::optional<LogFileState> look(const std::filesystem::path& log) const override;
  Task<Result<LogCut>> cut(std::filesystem::path log, std::uint64_t bytes) override;
  Result<void> write_index(const std::filesystem::path& index, std::uint64_t offset, std::string_view text) override;
  Result<void> replace_index(const std::filesystem::path& index, std::string_view text) override;

 private:
  std::function<boost::asio::thread_pool&()> pool_;
  std::set<CutWay> ways_;
};

}  // namespace stackup
