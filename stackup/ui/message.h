#pragma once
// The wording of events: one line for what a person should hear about, nothing for the rest. Screen and log tell the same story because
// both are made from these.

#include "stackup/event/run_state.h"
#include "stackup/ui/screen.h"

#include <optional>
#include <string>

namespace stackup {

/// All texts are free of control characters and line ends.
struct Message {
  Mark mark = Mark::notice;
  Role role = Role::plain;
  std::string unit;    ///< whom it is about; may be empty
  std::string title;   ///< what of it: a step's title, or the message itself
  std::string detail;  ///< beside a mark: "0.6 s"
  std::string spoken;  ///< without a mark: "done in 0.6 s"

  bool operator==(const Message&) const = default;
};

/// `state` is what is known with the event applied.
[[nodiscard]] std::optional<Message> message_of(const Event& event, const RunState& state);

/// A step's unit and title, found in the run's plan or else made of its id.
struct StepName {
  std::string unit;
  std::string title;

  bool operator==(const StepName&) const = default;
};
[[nodiscard]] StepName step_name(const StepId& id, const RunState& state);

/// "54 %, 12.3 MB of 20 MB"; empty where nothing is known.
[[nodiscard]] std::string progress_text(const StepView& step);

/// "10 steps done, 1 failed, 1 skipped, 9 up to date, in 12 s"; empty if there was nothing to do.
[[nodiscard]] std::string finish_text(const RunState& state);

}  // namespace stackup
