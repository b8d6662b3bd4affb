#include "stackup/event/run_state.h"

#include <algorithm>
#include <utility>

namespace stackup {

const StepView* RunView::find(const StepId& id) const {
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepView& step) { return step.planned.id == id; });
  return found == steps.end() ? nullptr : &*found;
}

StepView* RunView::find(const StepId& id) { return const_cast<StepView*>(std::as_const(*this).find(id)); }

namespace {

class Reducer {
 public:
  Reducer(RunState& state, WallTime at) : state_(state), at_(at) {}

  void operator()(const RunStarted& e) { state_.run = RunView{e, at_, {}, 0, std::nullopt}; }
  void operator()(const PlanMade& e) {
    if (!state_.run) return;
    state_.run->up_to_date = e.up_to_date;
    state_.run->steps.clear();
    for (const auto& step : e.steps)
      if (step.redo) state_.done.erase(step.id);  // else a kill before its turn would leave a record that no longer holds
    for (const auto& step : e.steps) state_.run->steps.push_back(StepView{step, StepPhase::waiting, at_, {}, -1, "", std::nullopt});
  }
  void operator()(const StepStarted& e) {
    state_.unfinished.insert(e.id);
    state_.done.erase(e.id);  // until it finishes nobody knows what is there
    if (auto* view = view_of(e.id)) move(*view, StepPhase::running);
  }
  void operator()(const StepProgress& e) {
    if (auto* view = view_of(e.id)) {
      view->fraction = e.fraction;
      view->text = e.text;
    }
  }
  void operator()(const StepFinished& e) {
    state_.unfinished.erase(e.id);
    state_.done[e.id] = {e.digest, e.outputs, at_, e.took};
    if (auto* view = view_of(e.id)) finish(*view, StepPhase::done, e.took);
  }
  void operator()(const StepFailed& e) {
    state_.unfinished.erase(e.id);
    if (auto* view = view_of(e.id)) {
      finish(*view, StepPhase::failed, e.took);
      view->error = e.error;
    }
  }
  void operator()(const StepSkipped& e) {
    state_.unfinished.erase(e.id);
    if (auto* view = view_of(e.id)) {
      finish(*view, StepPhase::skipped, {});
      view->text = e.because;
    }
  }
  void operator()(const StepForgotten& e) {
    state_.done.erase(e.id);
    state_.unfinished.erase(e.id);
  }
  void operator()(const ThingMade& e) { state_.things.insert({e.kind, e.name}); }
  void operator()(const ThingRemoved& e) { state_.things.erase({e.kind, e.name}); }
  void operator()(const PortKept& e) { state_.ports[{e.unit, e.name}] = e.number; }
  void operator()(const SecretMade&) {}
  void operator()(const Notice&) {}
  void operator()(const RunFinished& e) {
    if (state_.run) state_.run->finished = e;
  }

  void operator()(const ProcessStarting& e) {
    auto& process = become(e.id, ProcessState::starting);
    process.digest = e.digest;
    process.identity = {};
    process.error.reset();
  }
  void operator()(const ProcessStarted& e) { become(e.id, ProcessState::starting).identity = e.identity; }
  void operator()(const ProcessReady& e) { become(e.id, ProcessState::ready).error.reset(); }
  void operator()(const ProcessExited& e) {
    auto& process = state_.processes[e.id];
    process.identity = {};
    process.detail = to_string(e.exit);
  }
  void operator()(const ProcessUnhealthy& e) { state_.processes[e.id].detail = e.error.why(); }
  void operator()(const ProcessBackingOff& e) {
    auto& process = become(e.id, ProcessState::backing_off);
    process.restarts = e.restart;
    process.error = e.error;
  }
  void operator()(const ProcessFailed& e) {
    auto& process = become(e.id, ProcessState::failed);
    process.error = e.error;
    process.identity = {};
  }
  void operator()(const ProcessStopping& e) { become(e.id, ProcessState::stopping); }
  void operator()(const ProcessStopped& e) {
    auto& process = become(e.id, ProcessState::stopped);
    process.identity = {};
    process.restarts = 0;
    process.detail.clear();
  }

 private:
  StepView* view_of(const StepId& id) { return state_.run ? state_.run->find(id) : nullptr; }
  void move(StepView& view, StepPhase phase) {
    view.phase = phase;
    view.since = at_;
  }
  void finish(StepView& view, StepPhase phase, Duration took) {
    move(view, phase);
    view.took = took;
  }
  ProcessRecord& become(const std::string& id, ProcessState state) {
    auto& process = state_.processes[id];
    process.state = state;
    process.since = at_;
    return process;
  }

  RunState& state_;
  WallTime at_;
};

}  // namespace

RunState apply(RunState state, const Event& event, WallTime at) {
  std::visit(Reducer(state, at), event);
  return state;
}

}  // namespace stackup
