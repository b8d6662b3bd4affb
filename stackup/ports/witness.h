#pragma once
// What an outsider sees on the machine. Nothing of it goes through what stackup remembers or through the marks by which it knows its processes, so that stackup
// itself can be tested by it.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace stackup {

struct SeenProcess {
  int pid = 0;
  std::string command;  ///< its words, or its name where it has none

  bool operator==(const SeenProcess&) const = default;
};

/// A port that is taken for as long as this lives.
class HeldPort {
 public:
  virtual ~HeldPort() = default;
};

class Witness {
 public:
  virtual ~Witness() = default;
  /// Processes of this user, without this one and dead ones, whose words, environment or working directory name `directory`, and what descends from them.
  [[nodiscard]] virtual std::vector<SeenProcess> processes_of(const std::filesystem::path& directory) const = 0;
  /// Where one of the processes listens for TCP connections from elsewhere than this machine: "0.0.0.0:8080".
  [[nodiscard]] virtual std::vector<std::string> open_to_others(const std::vector<SeenProcess>& processes) const = 0;
  /// In bytes; what several of them share is counted once (PSS, proc_pid_smaps(5)).
  [[nodiscard]] virtual std::uint64_t memory_of(const std::vector<SeenProcess>& processes) const = 0;
  /// What this user has directly in the directories that all programs share: /tmp, /var/tmp, /dev/shm.
  [[nodiscard]] virtual std::set<std::filesystem::path> shared_files() const = 0;
  /// Those of `files` that one of the processes has open or mapped.
  [[nodiscard]] virtual std::set<std::filesystem::path> used_by(const std::vector<SeenProcess>& processes, const std::set<std::filesystem::path>& files) const = 0;
  /// Listens on 127.0.0.1; null if the port is taken.
  [[nodiscard]] virtual std::unique_ptr<HeldPort> hold(int port) = 0;
  /// With SIGKILL, the one process alone.
  virtual void kill(int pid) = 0;
};

}  // namespace stackup
