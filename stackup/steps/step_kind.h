#pragma once
// The contract of every kind of step. One file of this module implements it for one kind.

#include "stackup/event/run_state.h"
#include "stackup/plan/step.h"
#include "stackup/ports/ports.h"
#include "stackup/ports/process_mark.h"
#include "stackup/ports/task.h"

#include <optional>
#include <string>
#include <vector>

namespace stackup {

class Files;

/// What a step may use: the world, where to tell what happens, and what is known from earlier runs.
struct StepContext {
  Ports& ports;
  EventSink& events;
  const RunState& state;
  std::filesystem::path log_directory;  ///< .stackup/logs of the workspace, for steps that belong to no unit
  const RunState* as_of_now = nullptr;  ///< `state` and what this run has done since; null outside of a run

  [[nodiscard]] const RunState& now() const { return as_of_now ? *as_of_now : state; }

  /// What the commands of a step carry.
  [[nodiscard]] ProcessMark mark(const std::string& step) const { return mark_of(log_directory.parent_path(), Marked::step, step); }
};

/// What apply would do, for `stackup plan`.
struct Description {
  std::vector<std::string> command;       ///< the main command, if there is one
  std::vector<std::string> root_command;  ///< what needs root, word for word; empty: nothing
  std::string details;
};

class StepKind {
 public:
  virtual ~StepKind() = default;
  /// Of a step that was done once: why it no longer holds; nothing if it does. Local and quick, contacts nobody.
  [[nodiscard]] virtual std::optional<std::string> probe(const Step& step, const StepContext& context) const = 0;
  /// Files that decide whether it is done again, beside those that the recipe names. Some may not be there; absolute, always in the same order.
  [[nodiscard]] virtual std::vector<std::filesystem::path> input_files(const Step& step, const Files& files) const = 0;
  [[nodiscard]] virtual Description describe(const Step& step, const Ports& ports) const = 0;
  /// Does it. Safe to do again at any time, after any failure. `digest` is the step's total digest as of now.
  virtual Task<Result<Outputs>> apply(const Step& step, const std::string& digest, StepContext context) const = 0;
  /// Looks at the result of apply with fresh eyes.
  virtual Task<Result<void>> verify(const Step& step, StepContext context) const = 0;
  /// Removes what apply made, and nothing else.
  virtual Task<Result<void>> undo(const Step& step, StepContext context) const = 0;
};

[[nodiscard]] const StepKind& kind_of(const StepSpec& spec);

/// Empties what a claim step made: the offer's reset, or its drop (the claim is made again by its next apply).
Task<Result<void>> reset_claim(const Step& step, StepContext context);

}  // namespace stackup
