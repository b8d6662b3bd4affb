#pragma once
// What must hold of a state, whatever happened, and wherever the journal ends.

#include "stackup/event/run_state.h"

#include <gtest/gtest.h>

namespace stackup::testing {

inline void expect_valid_steps(const RunState& state) {
  for (const auto& [id, record] : state.done) EXPECT_FALSE(state.unfinished.contains(id)) << id << " is done and unfinished";
  if (!state.run) return;
  for (const auto& step : state.run->steps) {
    EXPECT_EQ(step.error.has_value(), step.phase == StepPhase::failed) << step.planned.id;
    EXPECT_TRUE(step.phase != StepPhase::done || state.done.contains(step.planned.id)) << step.planned.id;
    EXPECT_TRUE(step.phase != StepPhase::running || state.unfinished.contains(step.planned.id)) << step.planned.id;
    EXPECT_TRUE(step.phase != StepPhase::waiting || !step.planned.redo || !state.done.contains(step.planned.id)) << step.planned.id << " is to be redone, and counts as done";
  }
}

inline void expect_valid_processes(const RunState& state) {
  for (const auto& [id, process] : state.processes) {
    const bool may_run = process.state == ProcessState::starting || process.state == ProcessState::ready || process.state == ProcessState::stopping;
    EXPECT_TRUE(may_run || process.identity.pid == 0) << id << " has ended, and has a pid";
    EXPECT_TRUE(process.state != ProcessState::failed || process.error) << id << " failed, and nobody knows why";
    EXPECT_TRUE((process.state != ProcessState::starting && process.state != ProcessState::ready) || !process.error) << id << " shows the error of an earlier try";
    EXPECT_TRUE(process.state == ProcessState::stopped || !process.digest.empty()) << id << " runs nobody knows what";
  }
}

inline void expect_valid(const RunState& state) {
  expect_valid_steps(state);
  expect_valid_processes(state);
}

}  // namespace stackup::testing
