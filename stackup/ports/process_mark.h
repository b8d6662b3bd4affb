#pragma once
// By what a process can be told to be ours, whatever it does: a number that it hands down to everything it starts.

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace stackup {

/// Carried as the soft limit RLIMIT_LOCKS, which Linux has not enforced since 2.4 (getrlimit(2)) and which nothing else sets. Unlike the session, the parent,
/// the environment or open files it survives setsid(2), a double fork, exec, setproctitle and closed descriptors, and it needs no privilege to read (prlimit(2)).
struct ProcessMark {
  std::uint64_t value = 0;  ///< 0: the launched program has that of whoever launches it

  [[nodiscard]] bool is_given() const { return value != 0; }
  [[nodiscard]] bool same_workspace(const ProcessMark& other) const { return value >> 32 == other.value >> 32; }
  bool operator==(const ProcessMark&) const = default;
};

/// For a supervisor that is launched from within somebody else's service: RLIM_INFINITY.
inline constexpr ProcessMark unmarked{~std::uint64_t{0}};

enum class Marked { process, step };

/// `state` is the workspace's .stackup directory. 31 bits for the workspace and 32 for the id: of a thousand ids two are alike with a probability of 1 in 8,600.
[[nodiscard]] ProcessMark mark_of(const std::filesystem::path& state, Marked kind, std::string_view id);

}  // namespace stackup
