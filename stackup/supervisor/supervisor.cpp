#include "stackup/supervisor/supervisor.h"

#include "stackup/control/spec_json.h"
#include "stackup/engine/leftovers.h"
#include "stackup/engine/restart.h"
#include "stackup/ports/files.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <csignal>
#include <functional>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace stackup {

namespace asio = boost::asio;

/// Writes the journal and keeps its fold, so that status never has to read it back.
class Supervisor::Recorder : public EventSink {
 public:
  Recorder(EventSink& journal, const Clock& clock, std::function<void(const Event&)> follow) : journal_(journal), clock_(clock), follow_(std::move(follow)) {}

  Result<void> emit(const Event& event) override {
    state_ = apply(std::move(state_), event, clock_.wall_now());
    auto kept = journal_.emit(event);
    follow_(event);
    return kept;
  }
  void begin_with(RunState state) { state_ = std::move(state); }
  [[nodiscard]] const std::map<std::string, ProcessRecord>& processes() const { return state_.processes; }

 private:
  EventSink& journal_;
  const Clock& clock_;
  std::function<void(const Event&)> follow_;
  RunState state_;
};

namespace {

constexpr Duration rest_patience = std::chrono::seconds(2);  // a process that waits for a disk rests only after that
constexpr Duration rest_pause = std::chrono::milliseconds(1);
constexpr int looks_at_a_time = 50;

Error with_cause(Error error, const std::string& cause) {
  if (!cause.empty()) error.note(fmt::format("what it depends on is down: {}", cause));
  return error;
}

}  // namespace

Supervisor::Supervisor(ProcessPorts ports, WritableFiles& files, EventSink& journal, asio::any_io_executor executor, SupervisorPaths paths)
    : ports_(ports),
      files_(files),
      executor_(executor),
      paths_(std::move(paths)),
      recorder_(std::make_unique<Recorder>(journal, ports.clock, [this](const Event& event) { follow(event); })),
      finished_(executor),
      no_stops_(executor) {
  no_stops_.set();
}

Supervisor::~Supervisor() = default;

std::filesystem::path Supervisor::spec_file(const std::string& id) const {
  std::string name = id;
  std::replace(name.begin(), name.end(), '/', '+');  // a plain name can't hold a +
  return paths_.specs / (name + ".json");
}

Result<void> Supervisor::require_serving() const {
  if (phase_ == Phase::serving) return {};
  return fail(Error(ErrorCode::not_running, "the stack is being stopped").because("another command (`stackup down` or `stackup reset`) ends it").try_("run the same command again when that is done"));
}

Result<void> Supervisor::remember(const ProcessSpec& spec) { return files_.write(spec_file(spec.id), spec_json(spec), 0600); }

void Supervisor::keep(ProcessSpec spec, std::optional<Adopted> adopted) {
  const std::string id = spec.id;
  KeeperPlace place{paths_.runtime, mark(id), [this, after = spec.after] { return missing_upstream(after); }};
  auto keeper = std::make_shared<ProcessKeeper>(std::move(spec), ports_, *recorder_, executor_, std::move(place));
  auto kept = keeper->keep(std::move(adopted));
  keepers_[id] = std::move(keeper);
  asio::co_spawn(executor_, std::move(kept), asio::detached);
}

ProcessMark Supervisor::mark(const std::string& id) const { return mark_of(paths_.state, Marked::process, id); }

bool Supervisor::is_ready(const std::string& id) const {
  const auto record = recorder_->processes().find(id);
  return record != recorder_->processes().end() && record->second.now() == ProcessState::ready;
}

std::string Supervisor::missing_upstream(const std::vector<std::string>& after) const {
  const auto missing = std::find_if(after.begin(), after.end(), [&](const auto& id) { return keepers_.contains(id) && !is_ready(id); });
  return missing == after.end() ? std::string() : *missing;
}

std::string Supervisor::upstream_cause(const std::vector<std::string>& after) const {
  std::string down;
  const auto* upstream = &after;
  for (std::size_t steps = 0; steps <= keepers_.size(); ++steps) {  // no more: specs come from outside and may form a circle
    const auto missing = missing_upstream(*upstream);
    if (missing.empty()) break;
    down = missing;
    upstream = &keepers_.at(missing)->spec().after;
  }
  if (down.empty()) return {};
  const auto& record = recorder_->processes().at(down);
  const auto why = record.error ? record.error->why() : record.detail;
  return fmt::format("{} is {}{}{}", down, to_string(record.now()), why.empty() ? "" : ": ", why);
}

/// Who wants it is restarted together with what it depends on.
void Supervisor::follow(const Event& event) {
  const auto* ready = std::get_if<ProcessReady>(&event);
  if (!ready || been_ready_.insert(ready->id).second) return;
  for (const auto& [id, keeper] : keepers_) {
    const auto& spec = keeper->spec();
    const bool depends = std::count(spec.after.begin(), spec.after.end(), ready->id) != 0;
    if (depends && spec.on_upstream_restart == UpstreamRestart::restart && is_ready(id)) keeper->ask_to_restart(fmt::format("{} was restarted", ready->id));
  }
}

Task<void> Supervisor::end_leftovers_of(std::string id) { co_await end_leftovers(mark(id), ports_.processes, ports_.clock); }

std::unique_ptr<Process> Supervisor::still_running(const std::string& id, const ProcessRecord& record) const {
  if (auto process = ports_.processes.adopt(record.identity, mark(id))) return process;
  const bool may_be_unrecorded = record.state == ProcessState::starting && record.identity.pid == 0;
  return may_be_unrecorded ? ports_.processes.find(mark(id)) : nullptr;
}

void Supervisor::account_for(ProcessSpec spec, const ProcessRecord& record) {
  const Exit unknown{.known = false};
  const std::string id = spec.id;
  if (record.identity.pid != 0) [[maybe_unused]] const auto told = recorder_->emit(ProcessExited{id, unknown});
  const bool was_ready = record.state == ProcessState::ready || record.state == ProcessState::backing_off;
  const bool stays_down = record.state == ProcessState::stopping || (was_ready && !wants_restart(spec.restart, unknown));
  if (!stays_down) return keep(std::move(spec), Adopted{nullptr, was_ready || record.restarts > 0, record.restarts});
  [[maybe_unused]] const auto told = recorder_->emit(ProcessStopped{id});
  asio::co_spawn(executor_, end_leftovers_of(id), asio::detached);
}

void Supervisor::take_over_one(const std::string& id, const ProcessRecord& record) {
  const auto text = files_.read(spec_file(id));
  auto spec = text ? spec_from_json(*text) : std::nullopt;
  const bool has_ended = record.state == ProcessState::stopped || record.state == ProcessState::failed;
  if (!spec || has_ended) return asio::co_spawn(executor_, end_leftovers_of(id), asio::detached);
  if (record.state == ProcessState::ready || record.state == ProcessState::backing_off) been_ready_.insert(id);
  auto process = still_running(id, record);
  if (!process) return account_for(std::move(*spec), record);
  if (record.identity.pid == 0) [[maybe_unused]] const auto told = recorder_->emit(ProcessStarted{id, process->identity()});
  Adopted adopted{std::move(process), record.state == ProcessState::ready, record.restarts};
  keep(std::move(*spec), std::move(adopted));
  if (record.state == ProcessState::stopping) keepers_[id]->ask_to_stop();
}

Task<void> Supervisor::take_over(RunState state) {
  const auto processes = state.processes;
  recorder_->begin_with(std::move(state));
  std::vector<ProcessMark> marks;
  for (const auto& [id, record] : processes) marks.push_back(mark(id));
  ports_.processes.signal_all(marks, SIGCONT);  // an earlier supervisor may have been killed while it held them still
  for (const auto& [id, record] : processes) take_over_one(id, record);
  co_return;
}

Task<Result<void>> Supervisor::start(ProcessSpec spec) {
  const std::string id = spec.id;
  const auto found = keepers_.find(id);
  if (found != keepers_.end() && !found->second->done().is_set()) {
    if (found->second->spec() == spec && !found->second->is_asked_to_stop()) co_return Result<void>{};
    co_await stop_one(id);
  }
  auto serving = require_serving();
  if (!serving) co_return serving;
  auto remembered = remember(spec);
  if (!remembered) co_return remembered;
  keepers_.erase(id);
  keep(std::move(spec), std::nullopt);
  co_return Result<void>{};
}

Task<Result<void>> Supervisor::await_ready(std::string id) {
  const auto found = keepers_.find(id);
  if (found == keepers_.end()) co_return fail(Error(ErrorCode::not_running, fmt::format("{} is not running", id)));
  const auto keeper = found->second;
  Flag& settled = keeper->settled();
  co_await settled.wait();
  const auto record = recorder_->processes().find(id);
  if (record == recorder_->processes().end()) co_return fail(Error(ErrorCode::not_running, fmt::format("{} is not running", id)));
  if (record->second.now() == ProcessState::ready) co_return Result<void>{};
  if (record->second.error) co_return fail(with_cause(*record->second.error, upstream_cause(keeper->spec().after)));
  const auto* how = keeper->is_asked_to_stop() ? "was stopped" : "ended";
  co_return fail(Error(ErrorCode::not_running, fmt::format("{} {} before it could be seen that it is ready", id, how)).because(record->second.detail));
}

/// Also one that takes its place meanwhile: two commands may replace a process at a time.
Task<void> Supervisor::stop_one(std::string id) {
  for (;;) {
    const auto found = keepers_.find(id);
    if (found == keepers_.end() || found->second->done().is_set()) co_return;
    const auto keeper = found->second;
    keeper->ask_to_stop();
    Flag& done = keeper->done();
    co_await done.wait();
  }
}

/// All at once, but each only after those that depend on it are gone. What is started in the place of one meanwhile is somebody else's later wish.
Task<void> Supervisor::stop_in_order(Keepers left) {
  while (!left.empty()) {
    const auto is_needed = [&left](const std::shared_ptr<ProcessKeeper>& one) {
      return std::any_of(left.begin(), left.end(), [&](const auto& other) { return std::count(other->spec().after.begin(), other->spec().after.end(), one->spec().id) != 0; });
    };
    Keepers now;
    std::remove_copy_if(left.begin(), left.end(), std::back_inserter(now), is_needed);
    if (now.empty()) now = left;  // a circle: specs come from outside
    for (const auto& keeper : now) keeper->ask_to_stop();
    for (const auto& keeper : now) {
      Flag& done = keeper->done();
      co_await done.wait();
      std::erase(left, keeper);
    }
  }
}

Task<Result<void>> Supervisor::stop(std::vector<std::string> ids) {
  let_go();  // what is held still hears no signal
  Keepers chosen;
  for (const auto& [id, keeper] : keepers_)
    if (ids.empty() || std::count(ids.begin(), ids.end(), id) != 0) chosen.push_back(keeper);
  ++stops_;
  no_stops_.clear();
  co_await stop_in_order(chosen);
  if (--stops_ == 0) no_stops_.set();
  co_return Result<void>{};
}

std::vector<ProcessMark> Supervisor::marks_of_running() const {
  std::vector<ProcessMark> marks;
  for (const auto& [id, keeper] : keepers_)
    if (!keeper->done().is_set()) marks.push_back(mark(id));
  return marks;
}

/// A signal takes effect when the process comes out of the kernel, and until then it may have started another one. One that waits there for a child of vfork(2),
/// which is held still before its exec, never comes out: then all go on for a moment.
Task<bool> Supervisor::hold_still() {
  const Instant deadline = ports_.clock.now() + rest_patience;
  for (int look = 1;; ++look) {
    ports_.processes.signal_all(frozen_, SIGSTOP);
    if (ports_.processes.are_stopped(frozen_)) co_return true;
    if (ports_.clock.now() >= deadline) co_return false;
    if (look % looks_at_a_time == 0) ports_.processes.signal_all(frozen_, SIGCONT);
    co_await ports_.clock.sleep_for(rest_pause);
  }
}

Task<Result<void>> Supervisor::freeze(Duration at_most) {
  auto serving = require_serving();
  if (!serving) co_return serving;
  let_go();
  frozen_ = marks_of_running();
  held_ = Held::all;
  asio::co_spawn(executor_, thaw_after(at_most, ++freezes_), asio::detached);
  const bool rests = co_await hold_still();
  if (rests && held_ == Held::all) co_return Result<void>{};
  let_go();
  co_return fail(Error(ErrorCode::freeze_ended, "the services could not be held still").because(fmt::format("not all of their processes came to rest within {}", to_string(rest_patience))));
}

/// Who asked may have been killed, and nobody else would know.
Task<void> Supervisor::thaw_after(Duration at_most, int freeze) {
  co_await ports_.clock.sleep_for(at_most);
  if (freeze == freezes_) let_go();
}

void Supervisor::let_go() {
  if (held_ == Held::all) ports_.processes.signal_all(frozen_, SIGCONT);
  held_ = Held::nothing;
}

Task<Result<void>> Supervisor::thaw() {
  const bool was_held = held_ == Held::all;
  let_go();
  if (was_held) co_return Result<void>{};
  co_return fail(Error(ErrorCode::freeze_ended, "the services ran on before all was copied").because("they are not held still for longer").try_("stackup stop, and then the same command"));
}

Task<void> Supervisor::settle() { co_await no_stops_.wait(); }

Task<Result<void>> Supervisor::restart(std::string id) {
  const auto text = files_.read(spec_file(id));
  auto spec = text ? spec_from_json(*text) : std::nullopt;
  if (!spec) co_return fail(Error(ErrorCode::not_running, fmt::format("{} was never started here", id)).try_("stackup up"));
  co_await stop_one(id);
  auto serving = require_serving();
  if (!serving) co_return serving;
  keepers_.erase(id);
  keep(std::move(*spec), std::nullopt);
  co_return Result<void>{};
}

Task<Result<std::vector<ProcessStatus>>> Supervisor::status() {
  std::vector<ProcessStatus> all;
  for (const auto& [id, record] : recorder_->processes()) {
    ProcessStatus status;
    status.id = id;
    status.unit = id.substr(0, id.find('/'));
    status.state = record.now();
    status.pid = record.identity.pid;
    status.digest = record.digest;
    status.since = record.since;
    status.restarts = record.restarts;
    status.detail = record.detail;
    status.error = record.error;
    if (const auto found = keepers_.find(id); found != keepers_.end()) {
      status.log = found->second->spec().log;
      status.ports = found->second->spec().ports;
      status.upstream = found->second->spec().after;
      if (status.state != ProcessState::ready && status.state != ProcessState::stopped) status.cause = upstream_cause(status.upstream);
    }
    all.push_back(std::move(status));
  }
  co_return all;
}

Task<Result<void>> Supervisor::shut_down() {
  phase_ = Phase::ending;
  const std::vector<std::string> all;
  co_await stop(all);
  for (const auto& [id, record] : recorder_->processes()) {
    co_await end_leftovers_of(id);
  }
  finished_.set();
  co_return Result<void>{};
}

Task<Result<void>> Supervisor::hand_over() {
  let_go();
  phase_ = Phase::ending;
  finished_.set();
  co_return Result<void>{};
}

void Supervisor::log_was_cut(const std::filesystem::path& log, std::uint64_t bytes) {
  for (const auto& [id, keeper] : keepers_)
    if (keeper->spec().log == log) keeper->log_was_cut(bytes);
}

bool Supervisor::keeps(int pid) const {
  return std::any_of(recorder_->processes().begin(), recorder_->processes().end(), [&](const auto& record) { return record.second.identity.pid == pid; });
}

}  // namespace stackup
