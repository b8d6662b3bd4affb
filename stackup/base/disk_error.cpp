#include "stackup/base/disk_error.h"

#include "stackup/base/text.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

/// The highest directory above `path` that is on the same file system.
fs::path mount_point_of(const fs::path& path) {
  struct stat status {};
  fs::path place = path.has_parent_path() ? path.parent_path() : fs::path(".");
  while (stat(place.c_str(), &status) != 0 && place.has_relative_path()) place = place.parent_path();
  for (struct stat above {}; place.has_relative_path(); place = place.parent_path())
    if (stat(place.parent_path().c_str(), &above) != 0 || above.st_dev != status.st_dev) break;
  return place;
}

/// In units that are counted as df -h counts.
std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit) value /= 1024;
  return fmt::format("{:.{}f} {}", value, unit == 0 ? 0 : 1, units.at(unit));
}

std::string room_on(const fs::path& mount) {
  struct statvfs room {};
  if (statvfs(mount.c_str(), &room) != 0) return fmt::format("on {}", mount.string());
  if (room.f_files != 0 && room.f_favail == 0) return fmt::format("{} has no inode left of {}", mount.string(), room.f_files);
  return fmt::format("{} has {} free of {}", mount.string(), size_text(std::uint64_t{room.f_bavail} * room.f_frsize), size_text(std::uint64_t{room.f_blocks} * room.f_frsize));
}

}  // namespace

Error unwritable(std::string what, const fs::path& path, int number) {
  const std::string words = std::strerror(number);
  const auto mount = mount_point_of(path);
  const auto shown = shell_quoted(mount.string());
  switch (number) {
    case ENOSPC:
      return Error(ErrorCode::disk_full, std::move(what)).because(fmt::format("{}: {}", words, room_on(mount))).try_(fmt::format("du -xhd1 {}    # shows what takes the room; free some, then run the same command again", shown));
    case EDQUOT:
      return Error(ErrorCode::disk_full, std::move(what)).because(words).try_("quota -s    # shows how much you may use; free some of it, then run the same command again");
    case EROFS:
      return Error(ErrorCode::state_unreadable, std::move(what))
          .because(fmt::format("{}: {}", words, mount.string()))
          .try_(fmt::format("sudo mount -o remount,rw {}    # unless `sudo dmesg` tells of errors of the disk; then run the same command again", shown));
    case EFBIG:
      return Error(ErrorCode::state_unreadable, std::move(what)).because(words).try_("ulimit -f unlimited    # this shell limits the size of files");
    default: return Error(ErrorCode::state_unreadable, std::move(what)).because(words);
  }
}

}  // namespace stackup
