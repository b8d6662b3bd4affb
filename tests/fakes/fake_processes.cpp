#include "tests/fakes/fake_processes.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stackup::testing {
namespace {

namespace asio = boost::asio;

struct Life {
  Life(FakeClock& clock, ScriptedProcess scripted, ProcessIdentity who) : script(std::move(scripted)), identity(std::move(who)), ended(clock.loop(), asio::steady_timer::time_point::max()) {}

  void end(Exit how) {
    if (!alive) return;
    alive = false;
    exit = how;
    ended.cancel();
  }

  ScriptedProcess script;
  ProcessIdentity identity;
  asio::steady_timer ended;
  bool alive = true;
  Exit exit;
};

class FakeProcess : public Process {
 public:
  FakeProcess(std::shared_ptr<Life> life, FakeProcesses& processes, FakeClock& clock) : life_(std::move(life)), processes_(processes), clock_(clock) {}

  [[nodiscard]] const ProcessIdentity& identity() const override { return life_->identity; }
  [[nodiscard]] bool is_alive() const override { return life_->alive; }

  Task<Exit> wait() override {
    const auto life = life_;
    if (life->alive) {
      boost::system::error_code woken;
      co_await life->ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
      if (life->alive) throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return life->exit;
  }

  void signal(int signal) override {
    processes_.signals.push_back({life_->identity.pid, signal, false, clock_.elapsed()});
    deliver(signal);
  }

  void signal_tree(int signal) override {
    processes_.signals.push_back({life_->identity.pid, signal, true, clock_.elapsed()});
    deliver(signal);
    if (life_->script.survivors_end_on.contains(signal)) life_->script.survivors.clear();
  }

  [[nodiscard]] std::vector<int> survivors() const override {
    auto all = life_->script.survivors;
    if (life_->alive) all.insert(all.begin(), life_->identity.pid);
    return all;
  }

 private:
  void deliver(int signal) {
    const auto reaction = life_->script.ends_after.find(signal);
    if (reaction == life_->script.ends_after.end()) return;
    const Exit how{0, signal, true};
    if (reaction->second == Duration{}) return life_->end(how);
    clock_.after(reaction->second, [life = life_, how] { life->end(how); });
  }

  std::shared_ptr<Life> life_;
  FakeProcesses& processes_;
  FakeClock& clock_;
};

std::unique_ptr<Process> begin_life(ScriptedProcess script, ProcessIdentity identity, FakeProcesses& processes, FakeClock& clock) {
  auto life = std::make_shared<Life>(clock, std::move(script), std::move(identity));
  if (life->script.lifetime) clock.after(*life->script.lifetime, [life] { life->end(life->script.exit); });
  return std::make_unique<FakeProcess>(std::move(life), processes, clock);
}

template <class T>
Result<T> next_of(std::map<std::string, std::deque<Result<T>>>& scripts, const Program& program) {
  auto& left = scripts[program.arguments.at(0)];
  if (left.empty()) return fail(Error(ErrorCode::bug, "nothing is scripted for " + program.arguments.at(0)));
  Result<T> next = left.front();
  if (left.size() > 1) left.pop_front();
  return next;
}

}  // namespace

Task<Result<RunOutcome>> FakeProcesses::run(RunRequest request) {
  run_requests.push_back(request);
  const auto script = next_of(runs, request.program);
  if (!script) co_return fail(script);
  if (script->takes != Duration{}) {
    co_await clock_.sleep_for(script->takes);
  }
  RunOutcome outcome;
  outcome.exit = script->exit;
  outcome.tail = script->lines;
  outcome.timed_out = script->timed_out;
  for (const auto& line : script->lines) {
    outcome.output += line + "\n";
    if (request.on_line) request.on_line(line);
  }
  co_return outcome;
}

Result<std::unique_ptr<Process>> FakeProcesses::spawn(const SpawnRequest& request) {
  spawned.push_back(request);
  spawned_at.push_back(clock_.elapsed());
  auto script = next_of(spawns, request.program);
  if (!script) return fail(script);
  return begin_life(*script, identity(++next_), *this, clock_);
}

std::unique_ptr<Process> FakeProcesses::adopt(const ProcessIdentity& identity, ProcessMark) {
  adopted.push_back(identity);
  const auto found = adoptable.find(identity.pid);
  if (found == adoptable.end()) return nullptr;
  return begin_life(found->second, identity, *this, clock_);
}

std::unique_ptr<Process> FakeProcesses::find(ProcessMark mark) {
  const auto found = marked.find(mark.value);
  if (found == marked.end()) return nullptr;
  const int pid = found->second;
  marked.erase(found);  // what is found is ended, or kept by its handle
  return begin_life(adoptable[pid], {pid, 7, "boot"}, *this, clock_);
}

bool FakeProcesses::are_stopped(const std::vector<ProcessMark>&) const { return restless >= 0 && looks_++ >= restless; }

std::vector<ProcessMark> FakeProcesses::marks_like(ProcessMark mark) const {
  std::vector<ProcessMark> marks;
  for (const auto& [value, pid] : marked)
    if (ProcessMark{value}.same_workspace(mark)) marks.push_back({value});
  return marks;
}

}  // namespace stackup::testing
