#include "stackup/store/replace_file.h"

#include "stackup/base/disk_error.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace stackup {

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void sync_directory(const std::filesystem::path& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  [[maybe_unused]] const int synced = fsync(fd);  // some network file systems can't
  close(fd);
}

Result<int> replace_and_open(const std::filesystem::path& path, std::string_view text) {
  const auto temporary = path.string() + ".new";
  const int fd = open(temporary.c_str(), O_RDWR | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  int failed = fd < 0 ? errno : write_all(fd, text);
  if (failed == 0 && fsync(fd) != 0) failed = errno;  // before the rename, or a power cut could leave the name on an empty file
  if (failed == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) failed = errno;
  if (failed == 0) {
    sync_directory(path.parent_path());
    return fd;
  }
  if (fd >= 0) close(fd);
  unlink(temporary.c_str());  // its room is wanted now
  return fail(unwritable(fmt::format("{} can't be written", path.string()), path, failed));
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view text) {
  const auto fd = replace_and_open(path, text);
  if (!fd) return fail(fd);
  close(*fd);
  return {};
}

}  // namespace stackup
