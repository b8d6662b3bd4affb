#include "stackup/system/posix_log_files.h"

#include "stackup/system/run_blocking.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Error log_error(const std::filesystem::path& file, int number) {
  return Error(number == ENOSPC ? ErrorCode::disk_full : ErrorCode::state_unreadable, fmt::format("{} can't be written", file.string())).because(std::strerror(number));
}

/// 0 or errno.
int write_all(int descriptor, std::string_view text, off_t offset) {
  while (!text.empty()) {
    const auto count = offset < 0 ? write(descriptor, text.data(), text.size()) : pwrite(descriptor, text.data(), text.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
    if (offset >= 0) offset += count;
  }
  return 0;
}

/// 0 or errno. What is kept is written to the disk first: the kernel would do it with the file locked, and the writer would wait.
int collapse(int file, off_t bytes) {
  sync_file_range(file, bytes, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  return fallocate(file, FALLOC_FL_COLLAPSE_RANGE, 0, bytes) == 0 ? 0 : errno;
}

/// 0 or errno.
int make_empty(int file, off_t bytes) { return fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, bytes) == 0 ? 0 : errno; }

std::string read_from(int file, off_t offset) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (ssize_t count = 0; (count = pread(file, buffer.data(), buffer.size(), offset)) > 0; offset += count) text.append(buffer.data(), static_cast<std::size_t>(count));
  return text;
}

/// The file, cut off completely, then what was to be kept, appended after what the writer may have written meanwhile.
Result<LogCut> copy_rest(const std::filesystem::path& log, int file, off_t bytes) {
  auto rest = read_from(file, bytes);
  rest.erase(0, rest.find('\n') + 1);  // npos + 1 is 0: one line without an end is kept as it is
  struct stat before {};
  fstat(file, &before);
  const auto note = std::string("[stackup: older lines were cut off here; on this file system lines written in this moment may be missing]\n");
  if (ftruncate(file, 0) != 0) return fail(log_error(log, errno));
  const OpenFile end(log, O_WRONLY | O_APPEND);
  if (const int failed = write_all(end.get(), note + rest, -1); failed != 0) return fail(log_error(log, failed));
  return LogCut{CutWay::copied, static_cast<std::uint64_t>(before.st_size) - note.size() - rest.size()};
}

Result<LogCut> cut_now(const std::filesystem::path& log, off_t bytes, const std::set<CutWay>& ways) {
  const OpenFile file(log, O_RDWR);
  if (file.get() < 0) return fail(log_error(log, errno));
  int failed = EOPNOTSUPP;
  if (ways.contains(CutWay::collapsed)) failed = collapse(file.get(), bytes);
  if (failed == 0) return LogCut{CutWay::collapsed, static_cast<std::uint64_t>(bytes)};
  if (ways.contains(CutWay::emptied)) failed = make_empty(file.get(), bytes);
  if (failed == 0) return LogCut{CutWay::emptied, 0};
  if (ways.contains(CutWay::copied)) return copy_rest(log, file.get(), bytes);
  return fail(log_error(log, failed));
}

}  // namespace

PosixLogFiles::PosixLogFiles(std::function<boost::asio::thread_pool&()> pool, std::set<CutWay> ways) : pool_(std::move(pool)), ways_(std::move(ways)) {}

std::optional<LogFileState> PosixLogFiles::look(const std::filesystem::path& log) const {
  struct stat status {};
  if (lstat(log.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  const auto modified = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(status.st_mtim.tv_nsec));
  return LogFileState{status.st_ino, static_cast<std::uint64_t>(status.st_size), WallTime(modified)};
}

Task<Result<LogCut>> PosixLogFiles::cut(std::filesystem::path log, std::uint64_t bytes) {
  const std::function<Result<LogCut>(const JobControl&)> job = [log, bytes, ways = ways_](const JobControl&) { return cut_now(log, static_cast<off_t>(bytes), ways); };
  auto& pool = pool_();
  auto done = co_await run_blocking(pool, job);
  co_return done;
}

Result<void> PosixLogFiles::write_index(const std::filesystem::path& index, std::uint64_t offset, std::string_view text) {
  const OpenFile file(index, O_WRONLY);
  if (file.get() < 0) return fail(log_error(index, errno));
  if (const int failed = write_all(file.get(), text, static_cast<off_t>(offset)); failed != 0) return fail(log_error(index, failed));
  return {};
}

Result<void> PosixLogFiles::replace_index(const std::filesystem::path& index, std::string_view text) {
  std::error_code exists;
  const bool made = std::filesystem::create_directories(index.parent_path(), exists);
  if (made) std::filesystem::permissions(index.parent_path(), std::filesystem::perms::owner_all, exists);  // whatever the umask
  const auto next = index.string() + "~";
  const OpenFile file(next, O_WRONLY | O_CREAT | O_TRUNC);
  if (file.get() < 0) return fail(log_error(next, errno));
  if (const int failed = write_all(file.get(), text, 0); failed != 0) return fail(log_error(next, failed));
  if (rename(next.c_str(), index.c_str()) != 0) return fail(log_error(index, errno));
  return {};
}

}  // namespace stackup
