#pragma once
// Who holds the package manager's locks, seen without root.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace stackup {

/// The process that has a write lock on the file with this inode number, from the text of /proc/locks (proc(5)).
[[nodiscard]] std::optional<int> lock_owner(std::string_view locks, std::uint64_t inode);
/// "unattended-upgr (pid 4711)" when a program holds one of dpkg's or apt's locks under `root`.
[[nodiscard]] std::optional<std::string> package_lock_holder(const std::filesystem::path& root);

}  // namespace stackup
