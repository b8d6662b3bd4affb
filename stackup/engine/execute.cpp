#include "stackup/engine/execute.h"

#include "stackup/engine/leftovers.h"
#include "stackup/plan/schedule.h"
#include "stackup/plan/step_digest.h"
#include "stackup/ports/clock.h"
#include "stackup/steps/half_made_data.h"
#include "stackup/steps/inputs.h"
#include "stackup/steps/known_failures.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

/// Keeps the fold of what is told, for steps that ask what this run has done.
class Told : public EventSink {
 public:
  Told(EventSink& events, const Clock& clock, RunState state) : events_(events), clock_(clock), state_(std::move(state)) {}

  Result<void> emit(const Event& event) override {
    auto kept = events_.emit(event);
    if (kept) state_ = stackup::apply(std::move(state_), event, clock_.wall_now());
    return kept;
  }
  [[nodiscard]] const RunState& state() const { return state_; }

 private:
  EventSink& events_;
  const Clock& clock_;
  RunState state_;
};

/// What became of one step.
enum class Ending { done, unchanged, failed, cancelled };

class Executor {
 public:
  Executor(const Plan& plan, StepContext context, ExecuteOptions options, asio::any_io_executor executor)
      : plan_(plan), told_(context.events, context.ports.clock, context.state), context_{context.ports, told_, context.state, context.log_directory, &told_.state()}, options_(options), executor_(executor), schedule_(plan), progress_(executor) {
    for (const auto& action : plan.actions) totals_[action.step.id] = action.digest;
  }

  Task<Execution> run(Flag& stop) {
    auto told = context_.events.emit(summary_of(plan_));
    if (!told) broken_.emplace(told.error());
    co_await end_earlier_tries();
    auto cleared = co_await clear_half_made_data(plan_, context_);
    if (!cleared && !broken_) broken_.emplace(cleared.error());
    for (;;) {
      if (!stop.is_set() && !broken_) begin_what_can_begin();
      if (running_.empty()) break;
      if (stop.is_set() && !cancelled_) cancel_all();
      progress_.clear();
      co_await wait_for_progress(stop);
    }
    if (stop.is_set()) result_.outcome = RunOutcomeKind::interrupted;
    if (broken_) result_.failed.push_back({"journal", *broken_});
    if (!result_.failed.empty() && !stop.is_set()) result_.outcome = RunOutcomeKind::failed;
    co_return std::move(result_);
  }

 private:
  struct Running {
    asio::cancellation_signal cancel;
    bool counts = true;
  };

  /// Until a step ends or, once, `stop` is set.
  Task<void> wait_for_progress(Flag& stop) {
    if (cancelled_) {
      co_await progress_.wait();
      co_return;
    }
    auto step_ended = progress_.wait();
    auto stopped = stop.wait();
    co_await (std::move(step_ended) || std::move(stopped));
  }

  void cancel_all() {
    cancelled_ = true;
    for (auto& [id, running] : running_) running->cancel.emit(asio::cancellation_type::terminal);
  }

  void begin_what_can_begin() {
    while (busy_ < options_.jobs) {
      const auto id = schedule_.next();
      if (!id) return;
      begin(*plan_.find(*id));
    }
  }

  void begin(const PlannedAction& action) {
    const std::string id = action.step.id;
    auto running = std::make_unique<Running>();
    running->counts = !std::holds_alternative<ReadyStep>(action.step.spec);
    if (running->counts) ++busy_;
    const auto slot = running->cancel.slot();
    running_[id] = std::move(running);
    auto finished = [this, &action](std::exception_ptr thrown, Ending ending) { finish(action, thrown ? Ending::cancelled : ending); };
    asio::co_spawn(executor_, carry_out(action), asio::bind_cancellation_slot(slot, std::move(finished)));
  }

  void finish(const PlannedAction& action, Ending ending) {
    const std::string& id = action.step.id;
    if (running_.at(id)->counts) --busy_;
    running_.erase(id);
    if (ending == Ending::done || ending == Ending::unchanged) schedule_.finish(id);
    if (ending == Ending::done) {
      ++result_.done;
      redone_.insert(id);
    }
    if (ending == Ending::failed) skip_dependants(id);
    progress_.set();
  }

  void skip_dependants(const std::string& id) {
    for (auto& [other, because] : schedule_.fail(id)) {
      emit(StepSkipped{other, fmt::format("{} failed", because)});
      result_.skipped.emplace_back(std::move(other), std::move(because));
    }
  }

  /// With --pull: whether the step has nothing to do after all.
  bool is_unchanged(const PlannedAction& action, const std::string& digest) const {
    if (action.decision != Decision::check) return false;
    for (const auto& other : action.step.rests_on)
      if (redone_.contains(other)) return false;
    const auto record = context_.state.done.find(action.step.id);
    return record != context_.state.done.end() && record->second.digest == digest;
  }

  std::string digest_now(const Step& step) {
    const auto inputs = input_digest(step, context_.ports.files);
    return totals_[step.id] = total_digest(step, inputs ? *inputs : "", totals_);
  }

  Task<Ending> carry_out(const PlannedAction& action) {
    const Step& step = action.step;
    const std::string before = digest_now(step);
    if (is_unchanged(action, before)) {
      emit(StepSkipped{step.id, "nothing that it depends on changed"});
      co_return Ending::unchanged;
    }
    if (!emit(StepStarted{step.id})) co_return Ending::cancelled;
    const Instant begun = context_.ports.clock.now();
    auto outputs = co_await apply_and_verify(step, before);
    const Duration took = context_.ports.clock.now() - begun;
    if (!outputs) {
      const StepFailed failure{step.id, explained(outputs.error(), step.known_failures), took};
      result_.failed.push_back({step.id, failure.error});
      emit(failure);
      co_return Ending::failed;
    }
    const bool is_start = std::holds_alternative<StartStep>(step.spec);
    const StepFinished finished{step.id, is_start ? before : digest_now(step), *outputs, took};
    co_return emit(finished) ? Ending::done : Ending::cancelled;
  }

  /// Before anything is cleared: what is still at work would write while it is removed.
  Task<void> end_earlier_tries() {
    for (const auto& action : plan_.actions) {
      if (action.decision == Decision::up_to_date) continue;
      co_await end_earlier_try(action.step.id);
    }
  }

  /// A run that was killed may have left the step's commands at work; the same step never runs twice at a time.
  Task<void> end_earlier_try(const std::string& id) {
    if (!context_.state.unfinished.contains(id)) co_return;
    const bool found = co_await end_leftovers(context_.mark(id), context_.ports.processes, context_.ports.clock);
    if (found) emit(Notice{fmt::format("{}: ended what an earlier run had left of it", id)});
  }

  Task<Result<Outputs>> apply_and_verify(const Step& step, std::string digest) {
    const StepKind& kind = kind_of(step.spec);
    auto outputs = co_await kind.apply(step, digest, context_);
    if (!outputs) co_return outputs;
    auto verified = co_await kind.verify(step, context_);
    if (!verified) co_return fail(verified);
    co_return outputs;
  }

  /// A journal that can't be written ends the run: what is not recorded must not be done.
  bool emit(const Event& event) {
    auto kept = context_.events.emit(event);
    if (!kept && !broken_) broken_.emplace(kept.error());
    return kept.has_value();
  }

  const Plan& plan_;
  Told told_;
  StepContext context_;
  ExecuteOptions options_;
  asio::any_io_executor executor_;
  Schedule schedule_;
  Flag progress_;
  std::map<std::string, std::unique_ptr<Running>> running_;
  std::map<std::string, std::string> totals_;
  std::set<std::string> redone_;
  Execution result_;
  std::optional<Error> broken_;
  int busy_ = 0;
  bool cancelled_ = false;
};

}  // namespace

Task<Execution> execute(const Plan& plan, StepContext context, ExecuteOptions options, Flag& stop) {
  const auto executor = co_await asio::this_coro::executor;
  Executor run(plan, context, options, executor);
  auto result = co_await run.run(stop);
  co_return result;
}

}  // namespace stackup
