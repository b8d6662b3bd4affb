#include "stackup/system/file_watch.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;

constexpr std::uint32_t events = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE;

class PosixWatchedFile : public WatchedFile {
 public:
  PosixWatchedFile(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~PosixWatchedFile() override { close(descriptor_); }
  PosixWatchedFile(const PosixWatchedFile&) = delete;
  PosixWatchedFile& operator=(const PosixWatchedFile&) = delete;

  [[nodiscard]] std::uint64_t inode() const override { return status().st_ino; }
  [[nodiscard]] std::uint64_t length() const override { return static_cast<std::uint64_t>(status().st_size); }

  [[nodiscard]] WallTime modified() const override {
    const auto time = status().st_mtim;
    return WallTime(std::chrono::seconds(time.tv_sec) + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(time.tv_nsec)));
  }

  [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const override {
    std::string text(length, '\0');
    std::size_t done = 0;
    while (done < length) {
      const auto count = pread(descriptor_, text.data() + done, length - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) break;
      done += static_cast<std::size_t>(count);
    }
    text.resize(done);
    return text;
  }

  [[nodiscard]] bool has_its_name() const override {
    struct stat named {};
    const auto own = status();
    return stat(path_.c_str(), &named) == 0 && named.st_ino == own.st_ino && named.st_dev == own.st_dev;
  }

 private:
  [[nodiscard]] struct stat status() const {
    struct stat status {};
    fstat(descriptor_, &status);
    return status;
  }

  int descriptor_;
  std::filesystem::path path_;
};

Error watch_error(const std::filesystem::path& directory, int number) {
  Error error(ErrorCode::state_unreadable, fmt::format("{} can't be watched", directory.string()));
  error.because(std::strerror(number));
  if (number == ENOSPC || number == EMFILE) error.try_("raise the user's limits: sysctl fs.inotify.max_user_watches and fs.inotify.max_user_instances");
  return error;
}

}  // namespace

struct InotifyFileWatch::Parts {
  explicit Parts(asio::any_io_executor executor) : descriptor(executor), number(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    if (number >= 0) descriptor.assign(number);
    else failure = errno;
  }

  asio::posix::stream_descriptor descriptor;
  int number;
  int failure = 0;
};

InotifyFileWatch::InotifyFileWatch(asio::any_io_executor executor, Watching watching) : parts_(std::make_unique<Parts>(std::move(executor))), watching_(watching) {}
InotifyFileWatch::~InotifyFileWatch() = default;

Result<std::unique_ptr<WatchedFile>> InotifyFileWatch::open(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a fifo of that name must not hang us
  if (descriptor < 0) return fail(Error(ErrorCode::state_unreadable, fmt::format("{} can't be read", file.string())).because(std::strerror(errno)));
  return std::make_unique<PosixWatchedFile>(descriptor, file);
}

Result<void> InotifyFileWatch::watch(const std::filesystem::path& directory) {
  if (parts_->failure != 0) return fail(watch_error(directory, parts_->failure));
  const std::uint32_t once = watching_ == Watching::once ? IN_ONESHOT : 0;
  if (inotify_add_watch(parts_->number, directory.c_str(), events | IN_ONLYDIR | once) < 0) return fail(watch_error(directory, errno));
  return {};
}

Task<void> InotifyFileWatch::changed() {
  co_await parts_->descriptor.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
  // What exactly changed is looked up in the files themselves, so that nothing is lost when the kernel's queue runs over.
  alignas(inotify_event) char buffer[16384];
  while (read(parts_->number, buffer, sizeof buffer) > 0) continue;
}

}  // namespace stackup
