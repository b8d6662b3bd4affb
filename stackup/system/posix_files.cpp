#include "stackup/system/posix_files.h"

#include "stackup/base/disk_error.h"
#include "stackup/system/copy_tree.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>

#include <boost/asio/thread_pool.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

Error unreadable(const Path& path, int number) { return Error(ErrorCode::state_unreadable, fmt::format("{} can't be read", path.string())).because(std::strerror(number)); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

/// 0 or errno.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int write_new_file(const Path& path, std::string_view text, unsigned mode) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) return errno;
  if (fchmod(file.get(), mode) != 0) return errno;
  if (const int failed = write_all(file.get(), text)) return failed;
  return fdatasync(file.get()) == 0 ? 0 : errno;
}

/// fnmatch with ** for any number of directories, matched component by component.
bool fits(const std::vector<std::string>& pattern, std::size_t p, const std::vector<std::string>& path, std::size_t i) {
  if (p == pattern.size()) return i == path.size();
  if (pattern[p] == "**") {
    for (std::size_t skip = i; skip <= path.size(); ++skip)
      if (fits(pattern, p + 1, path, skip)) return true;
    return false;
  }
  return i < path.size() && fnmatch(pattern[p].c_str(), path[i].c_str(), FNM_PERIOD) == 0 && fits(pattern, p + 1, path, i + 1);
}

std::vector<std::string> components(const Path& path) {
  std::vector<std::string> parts;
  for (const auto& part : path) parts.push_back(part.string());
  return parts;
}

void collect(const Path& root, const Path& relative, const std::vector<std::string>& pattern, std::vector<Path>& found) {
  std::error_code error;
  const bool any_depth = std::find(pattern.begin(), pattern.end(), "**") != pattern.end();
  for (const auto& entry : fs::directory_iterator(root / relative, error)) {
    const auto path = relative / entry.path().filename();
    if (path.filename() == ".git") continue;
    if (entry.is_directory(error) && !entry.is_symlink(error)) {
      if (any_depth || components(path).size() < pattern.size()) collect(root, path, pattern, found);
    } else if (fits(pattern, 0, components(path), 0)) {
      found.push_back(path);
    }
  }
}

}  // namespace

Result<std::string> PosixFiles::read(const Path& path) const { return read_part(path, 0, std::numeric_limits<std::size_t>::max()); }

Result<std::string> PosixFiles::read_part(const Path& path, std::uint64_t offset, std::size_t length) const {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return fail(unreadable(path, errno));
  std::string text;
  char buffer[65536];
  while (text.size() < length) {
    const auto count = pread(file.get(), buffer, std::min(sizeof buffer, length - text.size()), static_cast<off_t>(offset + text.size()));
    if (count == 0) break;
    if (count < 0 && errno != EINTR) return fail(unreadable(path, errno));
    if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

std::uint64_t PosixFiles::length_of(const Path& path) const {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool PosixFiles::exists(const Path& path) const {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0;
}

bool PosixFiles::is_directory(const Path& path) const {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::vector<std::string> PosixFiles::list(const Path& directory) const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Path> PosixFiles::glob(const Path& directory, std::string_view pattern) const {
  std::vector<Path> found;
  collect(directory, {}, components(Path(pattern)), found);
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Path> PosixFiles::matches(const std::string& pattern) const {
  std::vector<Path> found;
  glob_t paths{};
  if (::glob(pattern.c_str(), 0, nullptr, &paths) == 0) found.assign(paths.gl_pathv, paths.gl_pathv + paths.gl_pathc);
  globfree(&paths);
  std::sort(found.begin(), found.end(), [](const Path& a, const Path& b) { return strverscmp(a.c_str(), b.c_str()) < 0; });
  return found;
}

std::uint64_t PosixFiles::free_space(const Path& path) const {
  Path existing = path;
  while (!exists(existing) && existing.has_relative_path()) existing = existing.parent_path();
  std::error_code error;
  const auto space = fs::space(existing, error);
  return error ? 0 : space.available;
}

std::uint64_t PosixFiles::size_of(const Path& path) const {
  std::uint64_t total = 0;
  std::error_code error;
  struct stat status {};
  for (fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end; !error && entry != end; entry.increment(error))
    if (lstat(entry->path().c_str(), &status) == 0) total += static_cast<std::uint64_t>(status.st_blocks) * 512;
  return total;
}

Result<void> PosixFiles::write(const Path& path, std::string_view text, unsigned mode) {
  if (auto made = make_directory(path.parent_path(), 0700); !made) return made;
  const Path temporary = path.parent_path() / fmt::format(".{}.{}.tmp", path.filename().string(), getpid());
  int failed = write_new_file(temporary, text, mode);
  if (failed == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
  if (failed == 0) return {};
  unlink(temporary.c_str());
  return fail(unwritable(fmt::format("{} can't be written", path.string()), path, failed));
}

Result<void> PosixFiles::make_directory(const Path& path, unsigned mode) {
  if (path.empty() || is_directory(path)) return {};
  if (auto parent = make_directory(path.parent_path(), mode); !parent) return parent;
  if (mkdir(path.c_str(), mode) == 0 || (errno == EEXIST && is_directory(path))) return {};
  return fail(unwritable(fmt::format("the directory {} can't be made", path.string()), path, errno));
}

Result<void> PosixFiles::remove_file(const Path& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return fail(unwritable(fmt::format("{} can't be removed", path.string()), path, errno));
}

/// Under another name first: what is killed in between leaves no half of a database that looks like a whole one. The next removal clears away what it left.
Task<Result<void>> PosixFiles::remove_tree(Path path) {
  const auto name = path.filename().string();
  const auto aside = path.parent_path() / ((name.starts_with('.') ? name : "." + name) + ".removed");
  std::error_code error;
  fs::remove_all(aside, error);
  if (!error) fs::rename(path, aside, error);
  if (error == std::errc::no_such_file_or_directory) co_return Result<void>{};
  fs::remove_all(error ? path : aside, error);  // a mount point, say, has to keep its name
  if (error) co_return fail(unwritable(fmt::format("{} can't be removed", path.string()), path, error.value()));
  co_return Result<void>{};
}

Task<Result<void>> PosixFiles::copy_tree(Path from, Path to) {
  boost::asio::thread_pool pool(1);
  const std::function<Result<void>(const JobControl&)> copy = [&from, &to](const JobControl& control) { return copy_tree_here(from, to, control); };
  auto copied = co_await run_blocking(pool, copy);
  co_return copied;
}

Task<Result<void>> PosixFiles::settle(Path path) {
  boost::asio::thread_pool pool(1);
  const std::function<Result<void>(const JobControl&)> sync = [&path](const JobControl&) -> Result<void> {
    const Descriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0 && syncfs(directory.get()) == 0) return {};
    return fail(unwritable(fmt::format("what was written to {} may not be on the disk", path.string()), path, errno));
  };
  auto settled = co_await run_blocking(pool, sync);
  co_return settled;
}

Result<void> PosixFiles::rename(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) == 0) return {};
  return fail(unwritable(fmt::format("{} can't be moved to {}", from.string(), to.string()), to, errno));
}

}  // namespace stackup
