#pragma once
// What /proc tells about processes (proc(5)): who descends from whom, who is alive, whose files are whose.

#include "stackup/ports/processes.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

struct ProcessEntry {
  int pid = 0;
  int parent = 0;
  int group = 0;
  int session = 0;
  char state = '?';               ///< Z and X are dead
  std::uint64_t start_ticks = 0;

  [[nodiscard]] bool is_alive() const { return state != 'Z' && state != 'X'; }
};

[[nodiscard]] std::optional<ProcessEntry> read_process(int pid);
[[nodiscard]] std::vector<ProcessEntry> read_all_processes();
[[nodiscard]] std::string boot_id();
[[nodiscard]] std::string process_name(int pid);
/// Of a process that runs now.
[[nodiscard]] ProcessIdentity identity_of(int pid);
/// Whether the very process that `identity` names is still there (a zombie is not).
[[nodiscard]] bool is_running(const ProcessIdentity& identity);

/// Everything that belongs to the process that was started as `root`: its descendants, its session and group, and whoever has its log open as stdout or
/// stderr, with their descendants. A daemon that left the session, and a PostgreSQL child (each a session of its own) whose parent died, are found by
/// the log. Alive ones only; without `root` itself once it is dead. Never this process.
[[nodiscard]] std::vector<ProcessEntry> process_tree(int root, const std::filesystem::path& log);

/// Signals the process only if it still is the one that `entry` describes (by pidfd, so a reused pid is never hit).
void signal_exactly(const ProcessEntry& entry, int signal);

}  // namespace stackup
