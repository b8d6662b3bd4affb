#pragma once
// One step and the faked world that it works on.

#include "stackup/steps/step_kind.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/recording_events.h"

#include <gtest/gtest.h>

namespace stackup::testing {

class StepTest : public ::testing::Test {
 protected:
  [[nodiscard]] StepContext context() { return {ports, events, state, "/w/logs"}; }

  Result<Outputs> apply() {
    auto result = world.clock.finish(kind_of(step.spec).apply(step, "digest", context()));
    return result ? *result : fail(Error(ErrorCode::bug, "it still waits"));
  }
  Result<void> undo() {
    auto result = world.clock.finish(kind_of(step.spec).undo(step, context()));
    return result ? *result : fail(Error(ErrorCode::bug, "it still waits"));
  }
  Result<void> verify() {
    auto result = world.clock.finish(kind_of(step.spec).verify(step, context()));
    return result ? *result : fail(Error(ErrorCode::bug, "it still waits"));
  }
  std::optional<std::string> probe() { return kind_of(step.spec).probe(step, context()); }

  /// The fold of what was told so far, as the next command sees it.
  void remember(const Outputs& outputs) {
    for (const auto& event : events.list) state = stackup::apply(std::move(state), event, WallTime{});
    state.done[step.id].outputs = outputs;
    events.list.clear();
  }
  std::vector<std::vector<std::string>> commands() const {
    std::vector<std::vector<std::string>> all;
    for (const auto& request : world.processes.run_requests) all.push_back(request.program.arguments);
    return all;
  }

  FakeWorld world;
  Ports ports = world.ports();
  RecordingEvents events;
  RunState state;
  Step step;
};

}  // namespace stackup::testing
