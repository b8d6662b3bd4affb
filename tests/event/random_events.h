#pragma once
// Histories of a workspace by a seed: such as stackup makes them, with kills anywhere, and such as nobody makes.

#include "stackup/event/event_json.h"
#include "tests/event/sample_events.h"

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace stackup::testing {

class RandomEvents {
 public:
  explicit RandomEvents(unsigned seed) : random_(seed) {}

  /// Runs one after the other, with the lives of three processes in between.
  std::vector<TimedEvent> history(std::size_t length) {
    events_.clear();
    while (events_.size() < length) one_of(3) == 0 ? go_on_with_run() : go_on_with_process("u/p" + std::to_string(one_of(3)));
    return std::exchange(events_, {});
  }

  /// What the supervisor writes.
  std::vector<TimedEvent> lives(std::size_t length) {
    events_.clear();
    while (events_.size() < length) go_on_with_process("u/p" + std::to_string(one_of(3)));
    return std::exchange(events_, {});
  }

  /// What a command writes.
  std::vector<TimedEvent> runs(std::size_t length) {
    events_.clear();
    while (events_.size() < length) go_on_with_run();
    return std::exchange(events_, {});
  }

  /// In any order.
  std::vector<TimedEvent> anything(std::size_t length) {
    events_.clear();
    while (events_.size() < length) add(any_event());
    return std::exchange(events_, {});
  }

  std::size_t one_of(std::size_t count) { return random_() % count; }

 private:
  using Seconds = std::chrono::seconds;

  void add(Event event) { events_.push_back({WallTime(std::chrono::milliseconds(time_ += static_cast<int>(one_of(3)))), std::move(event)}); }
  std::string step() { return "u/s" + std::to_string(one_of(5)); }
  Duration some_time() { return Seconds(one_of(9)); }
  Exit some_exit() { return {static_cast<int>(one_of(3)), static_cast<int>(one_of(2) * 9), one_of(4) != 0}; }

  PlanMade some_plan() {
    PlanMade plan;
    for (int i = 0; i < 5; ++i)
      if (one_of(2) == 0) plan.steps.push_back({"u/s" + std::to_string(i), "u", "t", "r", one_of(4) != 0});
    plan.up_to_date = static_cast<int>(one_of(4));
    return plan;
  }

  void go_on_with_run() {
    if (!in_run_ || one_of(30) == 0) return begin_run();  // the last one was killed
    if (!planned_) {
      switch (one_of(6)) {
        case 0: return add(PortKept{"u", "n" + std::to_string(one_of(2)), static_cast<int>(one_of(9)), ""});
        case 1: return add(SecretMade{"u", "s" + std::to_string(one_of(2))});
        case 2: return add(StepForgotten{step(), "gone"});
        default: return make_plan();
      }
    }
    if (steps_.empty()) return end_run();
    go_on_with_step(one_of(steps_.size()));
  }
  void begin_run() {
    add(RunStarted{"up", {}, "1"});
    in_run_ = true;
    planned_ = false;
  }
  void make_plan() {
    const auto plan = some_plan();
    add(plan);
    planned_ = true;
    steps_.clear();
    for (const auto& planned : plan.steps) steps_.emplace_back(planned.id, false);
  }
  void end_run() {
    add(RunFinished{one_of(2) == 0 ? RunOutcomeKind::ok : RunOutcomeKind::failed, some_time()});
    in_run_ = false;
  }
  void go_on_with_step(std::size_t place) {
    auto& [id, begun] = steps_[place];
    if (!begun && one_of(4) != 0) {
      begun = true;
      return add(StepStarted{id});
    }
    if (begun && one_of(3) == 0) return add(one_of(2) == 0 ? Event(ThingMade{"file", "/" + std::to_string(one_of(4)), id}) : Event(ThingRemoved{"file", "/" + std::to_string(one_of(4))}));
    if (!begun) {
      add(StepSkipped{id, "because"});
    } else if (one_of(4) == 0) {
      add(StepFailed{id, sample_error(), some_time()});
    } else {
      add(StepFinished{id, "d" + std::to_string(one_of(3)), {{"commit", std::to_string(one_of(9))}}, some_time()});
    }
    steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(place));
  }

  enum class Life { none, starting, started, ready, exited, backing_off, stopping };

  /// As a ProcessKeeper does, or the supervisor that takes over from a killed one.
  void go_on_with_process(const std::string& id) {
    auto& life = lives_[id];
    const bool first = one_of(2) == 0;
    switch (life) {
      case Life::none: add(ProcessStarting{id, "d" + std::to_string(one_of(3))}), life = Life::starting; break;
      case Life::starting:
        if (one_of(5) == 0) add(ProcessFailed{id, sample_error()}), life = Life::none;
        else add(ProcessStarted{id, {static_cast<int>(1 + one_of(99)), one_of(99), "boot"}}), life = Life::started;
        break;
      case Life::started: first ? (add(ProcessReady{id, some_time()}), life = Life::ready) : (add(ProcessExited{id, some_exit()}), life = Life::exited); break;
      case Life::ready:
        if (one_of(4) == 0) return add(ProcessUnhealthy{id, sample_error()});
        first ? (add(ProcessExited{id, some_exit()}), life = Life::exited) : (add(ProcessStopping{id}), life = Life::stopping);
        break;
      case Life::exited:
        if (first) add(ProcessBackingOff{id, some_time(), static_cast<int>(1 + one_of(5)), one_of(2) == 0 ? std::optional(sample_error()) : std::nullopt}), life = Life::backing_off;
        else if (one_of(2) == 0) add(ProcessFailed{id, sample_error()}), life = Life::none;
        else add(ProcessStopped{id}), life = Life::none;
        break;
      case Life::backing_off: first ? (add(ProcessStarting{id, "d"}), life = Life::starting) : (add(ProcessStopped{id}), life = Life::none); break;
      case Life::stopping: add(ProcessStopped{id}), life = Life::none; break;
    }
  }

  Event any_event() {
    static const auto samples = sample_events();
    const std::string id = "u/s" + std::to_string(one_of(3));
    Event event = samples[one_of(samples.size())];
    std::visit([&](auto& e) { if constexpr (requires { e.id; }) e.id = id; }, event);
    if (auto* plan = std::get_if<PlanMade>(&event)) *plan = some_plan();
    if (auto* made = std::get_if<ThingMade>(&event)) made->name = std::to_string(one_of(3));
    if (auto* removed = std::get_if<ThingRemoved>(&event)) removed->name = std::to_string(one_of(3)), removed->kind = "directory";
    if (auto* exited = std::get_if<ProcessExited>(&event)) exited->exit = some_exit();
    if (auto* finished = std::get_if<StepFinished>(&event)) finished->digest = "d" + std::to_string(one_of(9));
    return event;
  }

  std::mt19937 random_;
  std::vector<TimedEvent> events_;
  int time_ = 0;
  bool in_run_ = false, planned_ = false;
  std::vector<std::pair<StepId, bool>> steps_;  // of the plan, and whether they have begun
  std::map<std::string, Life> lives_;
};

}  // namespace stackup::testing
