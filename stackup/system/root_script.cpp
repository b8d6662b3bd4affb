#include "stackup/system/root_script.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace stackup {
namespace {

using Path = std::filesystem::path;

Error unwritable(const Path& path) {
  return Error(ErrorCode::state_unreadable, fmt::format("the root script {} could not be written", path.string())).because(std::strerror(errno));
}

bool holds(const Path& path, const std::string& text) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 0777) != 0500) return false;
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {}) == text;
}

Result<void> make_private_directory(const Path& directory) {
  std::error_code ignored;
  std::filesystem::create_directories(directory.parent_path(), ignored);
  struct stat status {};
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return fail(unwritable(directory));
  if (lstat(directory.c_str(), &status) != 0) return fail(unwritable(directory));
  if (S_ISDIR(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 0022) == 0) return {};
  return fail(Error(ErrorCode::state_unreadable, fmt::format("the directory {} is not safe for a script that root runs", directory.string()))
                  .because("it belongs to somebody else, or others may write there"));
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return fchmod(file, 0500) == 0 && fsync(file) == 0;
}

}  // namespace

std::string root_script(std::string_view name) {
  std::string file = "stackup/system/root_" + std::string(name);
  std::replace(file.begin(), file.end(), '-', '_');
  for (const auto& script : embedded_root_scripts())
    if (script.name == file) return std::string(script.text);
  return {};
}

Result<void> write_root_script(const Path& directory, const std::string& name) {
  const auto text = root_script(name);
  const auto path = directory / name;
  auto made = make_private_directory(directory);
  if (!made) return made;
  if (holds(path, text)) return {};
  const Path temporary = path.string() + fmt::format(".{}", getpid());
  unlink(temporary.c_str());
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return fail(unwritable(path));
  const bool written = write_all(file, text);
  close(file);
  if (!written || rename(temporary.c_str(), path.c_str()) != 0) return fail(unwritable(path));
  return {};
}

}  // namespace stackup
