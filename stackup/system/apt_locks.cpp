#include "stackup/system/apt_locks.h"

#include "stackup/base/text.h"
#include "stackup/system/proc_text.h"

#include <charconv>
#include <iterator>
#include <sstream>

#include <sys/stat.h>

#include <fmt/format.h>

namespace stackup {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<int> lock_owner(std::string_view locks, std::uint64_t inode) {
  const auto suffix = fmt::format(":{}", inode);
  for (const auto& line : lines_of(locks)) {
    std::istringstream words(line);  // "1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 0 EOF"; who waits has "->" after the number
    std::string index, kind, manner, access, pid, file;
    words >> index >> kind >> manner >> access >> pid >> file;
    if (kind != "->" && access == "WRITE" && file.ends_with(suffix)) return number(pid);
  }
  return std::nullopt;
}

std::optional<std::string> package_lock_holder(const std::filesystem::path& root) {
  const auto locks = proc_text("/proc/locks");
  for (const auto* name : {"var/lib/dpkg/lock-frontend", "var/lib/dpkg/lock", "var/lib/apt/lists/lock", "var/cache/apt/archives/lock"}) {
    struct stat status {};
    if (stat((root / name).c_str(), &status) != 0) continue;
    const auto pid = lock_owner(locks, status.st_ino);
    if (!pid) continue;
    const auto command = proc_text(fmt::format("/proc/{}/comm", *pid));
    return fmt::format("{} (pid {})", command.empty() ? "another program" : printable(trimmed(command)), *pid);
  }
  return std::nullopt;
}

}  // namespace stackup
