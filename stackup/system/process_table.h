#pragma once
// What /proc tells about processes (proc(5)): who descends from whom, who is alive, who carries which mark.

#include "stackup/ports/processes.h"

#include <filesystem>
#include <memory>
#include <optional>
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
  ProcessMark mark;               ///< as mark_carried_by

  [[nodiscard]] bool is_alive() const { return state != 'Z' && state != 'X'; }
  [[nodiscard]] bool is_stopped() const { return state == 'T' || state == 't'; }  ///< by a signal or a debugger, proc(5)
  [[nodiscard]] bool leads_session() const { return pid == session; }
};

[[nodiscard]] std::optional<ProcessEntry> read_process(int pid);
/// None if it has none, or if it is another user's.
[[nodiscard]] ProcessMark mark_carried_by(int pid);
[[nodiscard]] std::string boot_id();
[[nodiscard]] std::string process_name(int pid);
/// Of a process that runs now.
[[nodiscard]] ProcessIdentity identity_of(int pid);
/// Whether the very process that `identity` names is still there (a zombie is not).
[[nodiscard]] bool is_running(const ProcessIdentity& identity);

/// All processes at one moment.
class ProcessTable {
 public:
  /// Reading a thousand processes takes milliseconds, and many ask at once when a stack stops: a reading is handed out again for three times what it cost. What
  /// was gone in it is gone for good; what was launched since is not missing, because forget_process_table() is called for each launch.
  [[nodiscard]] static std::shared_ptr<const ProcessTable> recent();
  [[nodiscard]] static ProcessTable read();

  [[nodiscard]] const std::vector<ProcessEntry>& all() const { return all_; }
  /// Alive ones that carry the mark, and their descendants. Never this process.
  [[nodiscard]] std::vector<ProcessEntry> marked(ProcessMark mark) const;
  /// For commands without a mark: the descendants, session and group of `root`. Alive ones only; never this process.
  [[nodiscard]] std::vector<ProcessEntry> descended(const ProcessIdentity& root) const;

 private:
  template <class Belongs>
  [[nodiscard]] std::vector<ProcessEntry> with_descendants(Belongs belongs) const;

  std::vector<ProcessEntry> all_;  ///< by start: parents mostly before their children
};

void forget_process_table();

/// By mark if there is one, else by descent.
[[nodiscard]] std::vector<ProcessEntry> process_tree(const ProcessIdentity& root, ProcessMark mark);

/// Signals the process only if it still is the one that `entry` describes (by pidfd, so a reused pid is never hit).
void signal_exactly(const ProcessEntry& entry, int signal);

}  // namespace stackup
