#pragma once
// One event of each kind, with every field filled.

#include "stackup/event/event.h"

#include <vector>

namespace stackup::testing {

inline Error sample_error() {
  Error error(ErrorCode::exited_early, "api/web ended before it was ready");
  error.at({"recipes/api.yaml", 7, 3, 4}).because("exit code 3").note("first defined here", {"recipes/db.yaml", 1, 2, 3}).try_("stackup logs api").try_("df -h").log("/w/api.log", {"one", "two"});
  return error;
}

inline std::vector<Event> sample_events() {
  using namespace std::chrono_literals;
  return {
      RunStarted{"up", {"api", "db"}, "0.1.0"},
      PlanMade{{{"api/install", "api", "install", "not done yet", true}, {"api/init", "api", "init", "depends on what api/pull finds", false}}, 3},
      StepStarted{"api/install"},
      StepProgress{"api/install", 0.5, "half"},
      StepFinished{"api/install", "d1", {{"commit", "abc"}}, 1500ms},
      StepFailed{"api/init", sample_error(), 20ms},
      StepSkipped{"api/start", "api/init failed"},
      StepForgotten{"api/install", "its checkout is gone"},
      ThingMade{"directory", "/w/data", "api/init"},
      ThingRemoved{"directory", "/w/data"},
      PortKept{"db", "sql", 5433, "port 5432 is in use"},
      SecretMade{"db", "password"},
      Notice{"the disk is nearly full"},
      RunFinished{RunOutcomeKind::interrupted, 3s},
      ProcessStarting{"api/web", "d2"},
      ProcessStarted{"api/web", {4711, 99, "boot"}},
      ProcessReady{"api/web", 340ms},
      ProcessExited{"api/web", {3, 9, false}},
      ProcessUnhealthy{"api/web", sample_error()},
      ProcessBackingOff{"api/web", 500ms, 2},
      ProcessBackingOff{"api/web", 500ms, 3, sample_error()},
      ProcessFailed{"api/web", sample_error()},
      ProcessStopping{"api/web"},
      ProcessStopped{"api/web"},
  };
}

}  // namespace stackup::testing
