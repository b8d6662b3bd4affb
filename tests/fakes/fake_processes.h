#pragma once
// Processes that run nothing: how each lives and ends is scripted.

#include "tests/fakes/fake_clock.h"
#include "stackup/ports/processes.h"

#include <csignal>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace stackup::testing {

struct ScriptedProcess {
  std::optional<Duration> lifetime;                          ///< none: until a signal ends it
  Exit exit;                                                 ///< after `lifetime`
  std::map<int, Duration> ends_after = {{SIGTERM, {}}, {SIGKILL, {}}};  ///< signal → how long it then takes to end; a signal that is not there is ignored
  std::vector<int> survivors;                                ///< other pids of its tree; the main process's end does not end them
  std::set<int> survivors_end_on = {SIGTERM, SIGKILL};
};

struct ScriptedRun {
  std::vector<std::string> lines;  ///< what the program prints
  Exit exit;
  Duration takes{};
  bool timed_out = false;
};

class FakeProcesses : public Processes {
 public:
  explicit FakeProcesses(FakeClock& clock) : clock_(clock) {}

  // The script. Names are the first word of a command.
  std::map<std::string, std::deque<Result<ScriptedProcess>>> spawns;  ///< the last one is used for ever
  std::map<std::string, std::deque<Result<ScriptedRun>>> runs;        ///< the last one is used for ever
  std::map<int, ScriptedProcess> adoptable;                           ///< pid → how it goes on
  std::map<std::uint64_t, int> marked;                                ///< mark → pid of what is adoptable and carries it

  int restless = 0;                                                   ///< so often are_stopped says no; negative: always
  Duration unreaped_until{};                                          ///< since the clock's beginning

  // What was asked.
  struct Sent {
    int pid;
    int signal;
    bool to_tree;
    Duration at;  ///< since the clock's beginning
    bool operator==(const Sent&) const = default;
  };
  std::vector<SpawnRequest> spawned;
  std::vector<Duration> spawned_at;
  std::vector<RunRequest> run_requests;
  std::vector<Sent> signals;
  std::vector<ProcessIdentity> adopted;
  struct SentToAll {
    std::vector<ProcessMark> marks;
    int signal;
    Duration at;  ///< since the clock's beginning
    bool operator==(const SentToAll&) const = default;
  };
  std::vector<SentToAll> signals_to_all;

  Task<Result<RunOutcome>> run(RunRequest request) override;
  Result<std::unique_ptr<Process>> spawn(const SpawnRequest& request) override;
  std::unique_ptr<Process> adopt(const ProcessIdentity& identity, ProcessMark mark) override;
  std::unique_ptr<Process> find(ProcessMark mark) override;
  void signal_all(const std::vector<ProcessMark>& marks, int signal) override { signals_to_all.push_back({marks, signal, clock_.elapsed()}); }
  [[nodiscard]] bool are_stopped(const std::vector<ProcessMark>& marks) const override;
  [[nodiscard]] bool is_unreaped(ProcessMark) const override { return clock_.elapsed() < unreaped_until; }
  [[nodiscard]] std::vector<ProcessMark> marks_like(ProcessMark mark) const override;

  /// The identity of the nth process that is spawned, from 1.
  [[nodiscard]] static ProcessIdentity identity(int n) { return {1000 + n, 7, "boot"}; }

 private:
  FakeClock& clock_;
  int next_ = 0;
  mutable int looks_ = 0;
};

}  // namespace stackup::testing
