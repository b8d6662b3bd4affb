#include "stackup/system/apt_lists.h"

#include <algorithm>
#include <string>

#include <sys/stat.h>

namespace stackup {
namespace {

template <class Fits>
bool holds_any(const std::filesystem::path& directory, Fits fits) {
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(directory, failure), end; !failure && entry != end; entry.increment(failure))
    if (fits(entry->path().filename().string())) return true;
  return false;
}

WallTime changed_at(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return WallTime(std::chrono::seconds(status.st_mtim.tv_sec));
}

}  // namespace

bool has_package_lists(const std::filesystem::path& lists) {
  return holds_any(lists, [](const std::string& name) { return name.find("_Packages") != std::string::npos; });
}

WallTime lists_refreshed_at(const std::filesystem::path& lists) {
  return std::max({changed_at(lists), changed_at(lists / "partial"), changed_at(lists.parent_path() / "periodic/update-success-stamp")});
}

bool has_archives(const std::filesystem::path& directory) {
  return holds_any(directory, [](const std::string& name) { return name.ends_with(".deb"); });
}

}  // namespace stackup
