#pragma once
// What the rig calls and sees, as a model that keeps every promise unless it is told to break one.

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"
#include "stackup/ports/processes.h"
#include "stackup/ports/witness.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace stackup::testing {

/// What goes wrong.
enum class Fault {
  none,
  up_fails,
  smoke_fails,
  is_never_settled,
  claims_fail,
  put_is_lost,
  data_is_shared,
  stays_dead,
  restart_loses_data,
  reset_of_one_resets_all,
  restores_nothing,
  reset_keeps_data,
  second_instance_shares_data,
  insists_on_its_port,
  listens_for_everybody,
  outlives_down,
  writes_home,
  writes_to_tmp,
};

/// `stackup` and the machine at once.
class StackupModel : public Processes, public Witness {
 public:
  StackupModel(FakeClock& clock, FakeFiles& files, Fault fault) : clock_(clock), files_(files), fault_(fault) {}

  std::vector<std::vector<std::string>> calls;
  std::set<int> held;

  Task<Result<RunOutcome>> run(RunRequest request) override {
    const auto& words = request.program.arguments;
    calls.push_back(words);
    co_await clock_.sleep_for(std::chrono::milliseconds(5));
    RunOutcome outcome;
    if (words.front() == "/usr/bin/dpkg-query") outcome.output = "1.2-3";
    else outcome.exit.code = answer(words, request.program.environment, outcome.output);
    if (outcome.exit.code != 0) outcome.tail = {"it went wrong"};
    co_return outcome;
  }
  Result<std::unique_ptr<Process>> spawn(const SpawnRequest&) override { return std::unique_ptr<Process>(); }
  std::unique_ptr<Process> adopt(const ProcessIdentity&, ProcessMark) override { return nullptr; }
  std::unique_ptr<Process> find(ProcessMark) override { return nullptr; }
  void signal_all(const std::vector<ProcessMark>&, int) override {}
  [[nodiscard]] bool are_stopped(const std::vector<ProcessMark>&) const override { return false; }
  [[nodiscard]] bool is_unreaped(ProcessMark) const override { return false; }
  [[nodiscard]] std::vector<ProcessMark> marks_like(ProcessMark) const override { return {}; }

  [[nodiscard]] std::vector<SeenProcess> processes_of(const std::filesystem::path&) const override {
    std::vector<SeenProcess> seen;
    for (const auto& [workspace, pid] : pids_) seen.push_back({pid, "served"});
    return seen;
  }
  [[nodiscard]] std::vector<std::string> open_to_others(const std::vector<SeenProcess>&) const override {
    return fault_ == Fault::listens_for_everybody ? std::vector<std::string>{"0.0.0.0:4711"} : std::vector<std::string>{};
  }
  [[nodiscard]] std::uint64_t memory_of(const std::vector<SeenProcess>& processes) const override { return processes.size() * 1000000; }
  [[nodiscard]] std::set<std::filesystem::path> shared_files() const override { return shared_; }
  [[nodiscard]] std::set<std::filesystem::path> used_by(const std::vector<SeenProcess>&, const std::set<std::filesystem::path>&) const override { return {}; }
  [[nodiscard]] std::unique_ptr<HeldPort> hold(int port) override {
    held.insert(port);
    return nullptr;
  }
  void kill(int pid) override {
    for (auto& [workspace, own] : pids_)
      if (own == pid && fault_ != Fault::stays_dead) own = ++last_pid_;
  }

 private:
  static std::string after(const std::vector<std::string>& words, const std::string& option) {
    const auto found = std::find(words.begin(), words.end(), option);
    return found == words.end() ? "" : *std::next(found);
  }
  static bool has(const std::vector<std::string>& words, const std::string& word) { return std::find(words.begin(), words.end(), word) != words.end(); }

  int answer(const std::vector<std::string>& words, const EnvironmentMap& environment, std::string& output) {
    const auto& verb = words[1];
    const auto workspace = std::filesystem::path(after(words, "--workspace")).filename().string();
    if (verb == "up") return up(words, environment, workspace, output);
    if (verb == "smoke") return fault_ == Fault::smoke_fails ? 1 : 0;
    if (verb == "plan") return fault_ == Fault::is_never_settled ? 5 : 0;
    if (verb == "status") output = status(workspace);
    if (verb == "run") return script(words[2], words.back());
    if (verb == "restart" && fault_ == Fault::restart_loses_data) kept_.clear();
    if (verb == "reset") reset(words);
    if (verb == "snapshot" && words[2] == "save") saved_ = kept_;
    if (verb == "snapshot" && words[2] == "restore" && fault_ != Fault::restores_nothing) kept_ = saved_;
    if (verb == "down" && fault_ != Fault::outlives_down) pids_.erase(workspace);
    return 0;
  }

  int up(const std::vector<std::string>& words, const EnvironmentMap& environment, const std::string& workspace, std::string& output) {
    if (fault_ == Fault::up_fails || (fault_ == Fault::claims_fail && has(words, "trial-thing-1"))) return 1;
    pids_.emplace(workspace, ++last_pid_);
    if (fault_ == Fault::writes_home) files_.texts[std::filesystem::path(environment.at("HOME")) / ".history"] = "";
    if (fault_ == Fault::writes_to_tmp) shared_.insert("/tmp/served.sock");
    output = R"({"v":1,"kind":"step_started","id":"served/main","t":1000}
{"v":1,"kind":"step_finished","id":"served/main","digest":"d","outputs":{},"took_us":1,"t":1010}
{"v":1,"kind":"step_started","id":"served/main.ready","t":1011}
{"v":1,"kind":"step_finished","id":"served/main.ready","digest":"d","outputs":{},"took_us":1,"t":1042}
)";
    return 0;
  }

  std::string status(const std::string& workspace) {
    const bool is_first = workspace == "workspace" || fault_ == Fault::insists_on_its_port;
    return fmt::format(R"({{"processes":[{{"id":"served/main","unit":"served","state":"ready","pid":{}}}],"ports":[{{"unit":"served","name":"main","number":{}}}]}})", pids_[workspace], is_first ? 4711 : 4712);
  }

  int script(const std::string& dependant, const std::string& text) {
    const bool is_other = dependant == "trial-thing-other";
    const auto owner = fault_ == Fault::data_is_shared && !is_other ? "all" : fault_ == Fault::second_instance_shares_data && is_other ? "trial-thing-1" : dependant;
    if (text == "get it") return kept_.contains(owner) ? 0 : 1;
    if (fault_ != Fault::put_is_lost) kept_.insert(owner);
    return 0;
  }

  void reset(const std::vector<std::string>& words) {
    const bool is_one = words[2].starts_with("trial-");
    if (is_one && fault_ != Fault::reset_of_one_resets_all) kept_.erase(words[2]);
    else if (is_one || fault_ != Fault::reset_keeps_data) kept_.clear();
  }

  FakeClock& clock_;
  FakeFiles& files_;
  Fault fault_;
  std::map<std::string, int> pids_;  ///< workspace → its one process
  int last_pid_ = 100;
  std::set<std::string> kept_, saved_;
  std::set<std::filesystem::path> shared_;
};

}  // namespace stackup::testing
