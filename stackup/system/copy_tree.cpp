#include "stackup/system/copy_tree.h"

#include "stackup/base/disk_error.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

constexpr unsigned most_threads = 8;  // for many small files; the disk is what limits large ones

class OpenFile {
 public:
  OpenFile(const Path& path, int flags, unsigned mode = 0) : fd_(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {}
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

/// What the system can't copy by itself, from one file system to another, say.
int copy_by_hand(int from, int to, off_t begin, off_t end) {
  std::array<char, 65536> buffer;
  while (begin < end) {
    const auto length = pread(from, buffer.data(), std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(end - begin)), begin);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return errno;
    if (length == 0) return 0;  // it was cut meanwhile
    for (ssize_t done = 0; done < length;) {
      const auto written = pwrite(to, buffer.data() + done, static_cast<std::size_t>(length - done), begin + done);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno;
      done += written;
    }
    begin += length;
  }
  return 0;
}

int copy_range(int from, int to, off_t begin, off_t end) {
  while (begin < end) {
    loff_t in = begin, out = begin;
    const auto length = copy_file_range(from, &in, to, &out, static_cast<std::size_t>(end - begin), 0);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0 && (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) return copy_by_hand(from, to, begin, end);
    if (length < 0) return errno;
    if (length == 0) return 0;
    begin += length;
  }
  return 0;
}

/// Only what has been written: a database makes its files larger than what is in them.
int copy_contents(int from, int to, off_t size) {
  if (ioctl(to, FICLONE, from) == 0) return 0;
  if (ftruncate(to, size) != 0) return errno;
  for (off_t place = 0; place < size;) {
    const auto begin = lseek(from, place, SEEK_DATA);
    if (begin < 0 && errno == ENXIO) return 0;  // nothing but a hole up to the end
    if (begin < 0) return copy_range(from, to, place, size);
    const auto end = lseek(from, begin, SEEK_HOLE);
    if (const int failed = copy_range(from, to, begin, end < 0 ? size : end)) return failed;
    if (end < 0) return 0;
    place = end;
  }
  return 0;
}

/// 0 or errno. One that has vanished is nobody's loss.
int copy_one(const Path& from, const Path& to) {
  const OpenFile source(from, O_RDONLY);
  if (source.fd() < 0) return errno == ENOENT ? 0 : errno;
  struct stat status {};
  if (fstat(source.fd(), &status) != 0) return errno;
  const OpenFile copy(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (copy.fd() < 0) return errno;
  if (const int failed = copy_contents(source.fd(), copy.fd(), status.st_size)) return failed;
  if (fchmod(copy.fd(), status.st_mode & 07777) != 0) return errno;
  const std::array<timespec, 2> times = {status.st_atim, status.st_mtim};
  return futimens(copy.fd(), times.data()) == 0 ? 0 : errno;
}

class Copier {
 public:
  Copier(const Path& from, const Path& to, const JobControl& control) : from_(from), to_(to), control_(control) {}

  Result<void> copy() {
    make_directories();
    copy_files();
    // Last, and the innermost first: what is made in a directory changes its time, and one may forbid it.
    for (auto directory = directories_.rbegin(); directory != directories_.rend(); ++directory) finish_directory(*directory);
    if (!failure_) return {};
    return fail(unwritable(fmt::format("{} can't be copied to {}", from_.string(), failure_->first.string()), failure_->first, failure_->second));
  }

 private:
  void make_directories() {
    make_directory("");
    std::error_code error;
    for (fs::recursive_directory_iterator entry(from_, error), end; !error && entry != end && !failed_; entry.increment(error)) make(entry->path().lexically_relative(from_));
    if (error && error != std::errc::no_such_file_or_directory) note(from_, error.value());
  }

  void make(const Path& name) {
    struct stat status {};
    if (lstat((from_ / name).c_str(), &status) != 0) return;
    if (S_ISDIR(status.st_mode)) make_directory(name);
    if (S_ISREG(status.st_mode)) files_.push_back(name);
    if (S_ISLNK(status.st_mode)) make_link(name);
  }

  void make_directory(const Path& name) {
    if (mkdir((to_ / name).c_str(), 0700) != 0) return note(to_ / name, errno);
    directories_.push_back(name);
  }

  void make_link(const Path& name) {
    std::error_code error;
    const auto target = fs::read_symlink(from_ / name, error);
    if (!error && symlink(target.c_str(), (to_ / name).c_str()) != 0) note(to_ / name, errno);
  }

  void copy_files() {
    std::vector<std::jthread> others;
    const auto wanted = std::min<std::size_t>({files_.size(), std::max(1U, std::thread::hardware_concurrency()) * 2, most_threads});
    for (std::size_t i = 1; i < wanted; ++i) others.emplace_back([this] { copy_some(); });
    copy_some();
  }

  void copy_some() {
    for (auto next = next_++; next < files_.size() && !failed_ && !control_.must_end(); next = next_++)
      if (const int failed = copy_one(from_ / files_[next], to_ / files_[next])) note(to_ / files_[next], failed);
  }

  void finish_directory(const Path& name) {
    struct stat status {};
    if (lstat((from_ / name).c_str(), &status) != 0) return;
    const std::array<timespec, 2> times = {status.st_atim, status.st_mtim};
    const auto copy = to_ / name;
    if (utimensat(AT_FDCWD, copy.c_str(), times.data(), 0) != 0 || chmod(copy.c_str(), status.st_mode & 07777) != 0) note(copy, errno);
  }

  void note(const Path& path, int number) {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    if (!failure_) failure_.emplace(path, number);
  }

  const Path& from_;
  const Path& to_;
  const JobControl& control_;
  std::vector<Path> directories_, files_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::optional<std::pair<Path, int>> failure_;
};

}  // namespace

Result<void> copy_tree_here(const Path& from, const Path& to, const JobControl& control) { return Copier(from, to, control).copy(); }

}  // namespace stackup
