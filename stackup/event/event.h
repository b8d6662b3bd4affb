#pragma once
// What happened, as values. A command's run and the supervisor each write theirs to a journal of their own; screen, JSON, status and recovery are all
// made from the same events by the one reducer in run_state.h.

#include "stackup/base/error.h"
#include "stackup/base/result.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/processes.h"
#include "stackup/ports/program.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace stackup {

using StepId = std::string;                          ///< UNIT/STEP, or `packages`
using Outputs = std::map<std::string, std::string>;  ///< what a step tells later ones, e.g. generation, commit

// --- of a command's run

struct RunStarted {
  std::string verb;
  std::vector<std::string> targets;
  std::string version;
  bool operator==(const RunStarted&) const = default;
};
struct PlannedStep {
  StepId id;
  std::string unit;
  std::string title;
  std::string reason;
  bool redo = true;  ///< false: it will be decided when its turn comes
  Duration usually{};  ///< how long it may be expected to take; 0: not known
  bool operator==(const PlannedStep&) const = default;
};
struct PlanMade {
  std::vector<PlannedStep> steps;  ///< those that will run or be checked
  int up_to_date = 0;
  bool operator==(const PlanMade&) const = default;
};
struct StepStarted {
  StepId id;
  bool operator==(const StepStarted&) const = default;
};
/// Transient: shown, never journalled.
struct StepProgress {
  StepId id;
  double fraction = -1;  ///< 0…1, or negative where the end is not known
  std::string text;
  bool asks = false;     ///< a program of the step talks to the person at the terminal (sudo's password): renderers keep still until the next event
  bool operator==(const StepProgress&) const = default;
};
struct StepFinished {
  StepId id;
  std::string digest;
  Outputs outputs;
  Duration took{};
  bool operator==(const StepFinished&) const = default;
};
struct StepFailed {
  StepId id;
  Error error;
  Duration took{};
  bool operator==(const StepFailed&) const = default;
};
struct StepSkipped {
  StepId id;
  std::string because;
  bool operator==(const StepSkipped&) const = default;
};
/// The record of a step no longer counts: its data or checkout is gone.
struct StepForgotten {
  StepId id;
  std::string because;
  bool operator==(const StepForgotten&) const = default;
};
/// Something on the machine that stackup made, so that it may be removed again: kind is package, directory, file, checkout, venv, claim or user.
struct ThingMade {
  std::string kind;
  std::string name;
  StepId step;
  bool operator==(const ThingMade&) const = default;
};
struct ThingRemoved {
  std::string kind;
  std::string name;
  bool operator==(const ThingRemoved&) const = default;
};
struct PortKept {
  std::string unit;
  std::string name;
  int number = 0;
  std::string because;  ///< why it is not the preferred one; empty if it is
  bool operator==(const PortKept&) const = default;
};
struct SecretMade {
  std::string owner;
  std::string name;
  bool operator==(const SecretMade&) const = default;
};
/// Something a person should know, but that is no failure.
struct Notice {
  std::string text;
  bool operator==(const Notice&) const = default;
};
enum class RunOutcomeKind { ok, failed, interrupted };
struct RunFinished {
  RunOutcomeKind outcome = RunOutcomeKind::ok;
  Duration took{};
  bool operator==(const RunFinished&) const = default;
};

// --- of the supervisor

struct ProcessStarting {
  std::string id;
  std::string digest;
  bool operator==(const ProcessStarting&) const = default;
};
struct ProcessStarted {
  std::string id;
  ProcessIdentity identity;
  bool operator==(const ProcessStarted&) const = default;
};
struct ProcessReady {
  std::string id;
  Duration took{};
  bool operator==(const ProcessReady&) const = default;
};
struct ProcessExited {
  std::string id;
  Exit exit;
  bool operator==(const ProcessExited&) const = default;
};
/// It has been ready, but does not answer any more.
struct ProcessUnhealthy {
  std::string id;
  Error error;
  bool operator==(const ProcessUnhealthy&) const = default;
};
struct ProcessBackingOff {
  std::string id;
  Duration delay{};
  int restart = 0;  ///< from 1
  std::optional<Error> error;  ///< why, with the last log lines
  bool operator==(const ProcessBackingOff&) const = default;
};
/// It will not be tried again by itself.
struct ProcessFailed {
  std::string id;
  Error error;
  bool operator==(const ProcessFailed&) const = default;
};
struct ProcessStopping {
  std::string id;
  bool operator==(const ProcessStopping&) const = default;
};
struct ProcessStopped {
  std::string id;
  bool operator==(const ProcessStopped&) const = default;
};

using Event = std::variant<RunStarted, PlanMade, StepStarted, StepProgress, StepFinished, StepFailed, StepSkipped, StepForgotten, ThingMade, ThingRemoved,
                           PortKept, SecretMade, Notice, RunFinished, ProcessStarting, ProcessStarted, ProcessReady, ProcessExited, ProcessUnhealthy, ProcessBackingOff,
                           ProcessFailed, ProcessStopping, ProcessStopped>;

/// Whether the event belongs into a journal.
[[nodiscard]] bool is_durable(const Event& event);

/// Takes events as they happen. A failure means that the event could not be kept (a full disk), and the caller must not go on as if it were.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual Result<void> emit(const Event& event) = 0;
};

/// For who only looks.
class NoEvents final : public EventSink {
 public:
  Result<void> emit(const Event&) override { return {}; }
};

}  // namespace stackup
