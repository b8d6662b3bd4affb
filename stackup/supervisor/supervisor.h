#pragma once
// All supervised processes of one workspace: starts, stops in order, restarts, and takes over what an earlier supervisor left running.

#include "stackup/engine/keep_process.h"
#include "stackup/event/run_state.h"
#include "stackup/ports/supervision.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace stackup {

/// Where the supervisor keeps the specs of its processes (they hold environments, so 0600), and short paths for sockets.
struct SupervisorPaths {
  std::filesystem::path state;    ///< .stackup of the workspace
  std::filesystem::path specs;
  std::filesystem::path runtime;
};

class Supervisor : public Supervision {
 public:
  Supervisor(ProcessPorts ports, WritableFiles& files, EventSink& journal, boost::asio::any_io_executor executor, SupervisorPaths paths);
  ~Supervisor() override;

  /// Takes over from an earlier supervisor: what still runs is adopted, what ended meanwhile and should run is started again. `state` is the fold of its journal.
  Task<void> take_over(RunState state);

  [[nodiscard]] bool is_running() const override { return true; }
  [[nodiscard]] bool is_ending() const override { return phase_ != Phase::serving; }
  Task<Result<void>> wake() override { co_return Result<void>{}; }
  Task<Result<void>> start(ProcessSpec spec) override;
  Task<Result<void>> await_ready(std::string id) override;
  Task<Result<void>> stop(std::vector<std::string> ids) override;
  Task<Result<void>> restart(std::string id) override;
  Task<Result<void>> freeze(Duration at_most) override;
  Task<Result<void>> thaw() override;
  /// Waits while stops are under way, also those whose command has been killed.
  Task<void> settle() override;
  Task<Result<std::vector<ProcessStatus>>> status() override;
  /// Stops everything in reverse order, then sets finished().
  Task<Result<void>> shut_down() override;
  Task<Result<void>> hand_over() override;

  [[nodiscard]] Flag& finished() { return finished_; }
  /// Pids that have a keeper, which reaps them itself.
  [[nodiscard]] bool keeps(int pid) const;
  /// The head of a log was taken away.
  void log_was_cut(const std::filesystem::path& log, std::uint64_t bytes);

 private:
  class Recorder;
  using Keepers = std::vector<std::shared_ptr<ProcessKeeper>>;

  void keep(ProcessSpec spec, std::optional<Adopted> adopted);
  void take_over_one(const std::string& id, const ProcessRecord& record);
  /// The process that the record speaks of, if it lives: also one that was spawned but not yet written down.
  [[nodiscard]] std::unique_ptr<Process> still_running(const std::string& id, const ProcessRecord& record) const;
  /// What became of one that ended while nobody watched.
  void account_for(ProcessSpec spec, const ProcessRecord& record);
  Task<void> end_leftovers_of(std::string id);
  void follow(const Event& event);
  [[nodiscard]] bool is_ready(const std::string& id) const;
  /// The first of those that it depends on, among the supervised ones, that is not ready.
  [[nodiscard]] std::string missing_upstream(const std::vector<std::string>& after) const;
  /// "postgresql/server is failed: No space left on device", from the far end of the chain; empty where nothing upstream is down.
  [[nodiscard]] std::string upstream_cause(const std::vector<std::string>& after) const;
  [[nodiscard]] ProcessMark mark(const std::string& id) const;
  Task<void> stop_one(std::string id);
  Task<void> stop_in_order(Keepers left);
  [[nodiscard]] Result<void> require_serving() const;
  [[nodiscard]] std::vector<ProcessMark> marks_of_running() const;
  /// Waits until all of `frozen_` has come to rest; what it starts before that is held too.
  Task<bool> hold_still();
  Task<void> thaw_after(Duration at_most, int freeze);
  void let_go();
  Result<void> remember(const ProcessSpec& spec);
  [[nodiscard]] std::filesystem::path spec_file(const std::string& id) const;

  ProcessPorts ports_;
  WritableFiles& files_;
  boost::asio::any_io_executor executor_;
  SupervisorPaths paths_;
  std::unique_ptr<Recorder> recorder_;
  std::map<std::string, std::shared_ptr<ProcessKeeper>> keepers_;  // shared with who waits for one that is being replaced
  std::set<std::string> been_ready_;  ///< ready at least once while this supervisor watched
  Flag finished_;
  enum class Held { nothing, all } held_ = Held::nothing;
  std::vector<ProcessMark> frozen_;
  int freezes_ = 0;  ///< so far
  int stops_ = 0;    ///< under way
  Flag no_stops_;    ///< set while there is none
  enum class Phase { serving, ending } phase_ = Phase::serving;  ///< once shut_down or hand_over has begun nothing is started any more
};

}  // namespace stackup
