#pragma once
// dpkg's own record of what is installed, read without running a program.

#include "stackup/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace stackup {

/// The packages that are installed, by name, by name:architecture, and by the names they provide.
class InstalledPackages {
 public:
  /// From the text of /var/lib/dpkg/status.
  [[nodiscard]] static InstalledPackages parse(std::string_view status);
  /// `wish` is a name, name:architecture, or alternatives "a | b" of which one is enough.
  [[nodiscard]] bool satisfies(std::string_view wish) const;
  /// Of the alternative that is installed; of a name that others provide theirs. Empty: none is.
  [[nodiscard]] std::string version_of(std::string_view wish) const;

 private:
  [[nodiscard]] const std::string* find(std::string_view alternative) const;

  std::map<std::string, std::string, std::less<>> versions_;  ///< by name
};

/// The status file of one machine, read again only when it has changed.
class DpkgStatusFile {
 public:
  explicit DpkgStatusFile(std::filesystem::path path) : path_(std::move(path)) {}
  Result<const InstalledPackages*> read() const;

 private:
  std::filesystem::path path_;
  mutable std::filesystem::file_time_type read_at_{};
  mutable std::uintmax_t size_ = 0;
  mutable InstalledPackages packages_;
};

/// What apt may be asked for: `[a-z0-9][a-z0-9+.-]*`, with `:architecture` or without, and not ending in "-", which apt takes for "remove".
[[nodiscard]] bool is_package_name(std::string_view name);
/// The name to ask apt for: the first of alternatives.
[[nodiscard]] std::string preferred_name(std::string_view wish);

}  // namespace stackup
