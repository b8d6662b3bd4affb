#pragma once
// A run with a bit of everything, told as events at chosen times.

#include "stackup/event/run_state.h"
#include "stackup/ui/screen.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace stackup::testing {

using namespace std::chrono_literals;

inline constexpr WallTime start_of_run{std::chrono::milliseconds(1'700'000'000'000)};

inline constexpr Style plain_style{Colour::off, Glyphs::ascii};
inline constexpr Style pretty_style{Colour::off, Glyphs::unicode};
inline constexpr Style coloured_style{Colour::on, Glyphs::unicode};

using Told = std::vector<std::pair<std::chrono::milliseconds, Event>>;

inline Error sync_error() {
  return Error(ErrorCode::step_failed, "step 'sync' of keystone failed: exit code 1")
      .because("keystone-manage db_sync ended with exit code 1")
      .log("/home/ann/stackup/openstack/.stackup/logs/keystone/sync.log",
           {"CRITICAL keystone [-] Unhandled error", "OperationalError: (2003, \"Can't connect to MySQL server\")"})
      .try_("stackup logs keystone/sync");
}

inline PlanMade sample_plan() {
  return {{{"packages", "", "packages", "3 packages are missing"},
           {"mariadb/init", "mariadb", "init", "there is no data directory yet"},
           {"keystone/source", "keystone", "source", "there is no checkout yet"},
           {"keystone/sync", "keystone", "sync", "it has not been done yet", true, 7s},
           {"nova/sync", "nova", "sync", "it has not been done yet"}},
          9};
}

/// Up to the middle: two steps are done, one runs with a known end, one without.
inline Told first_half() {
  return {{0ms, RunStarted{"up", {"openstack"}, "0.1.0"}},
          {40ms, PortKept{"mariadb", "sql", 3307, "3306 is in use by mysqld (pid 812)"}},
          {50ms, sample_plan()},
          {60ms, StepStarted{"packages"}},
          {70ms, StepStarted{"keystone/source"}},
          {4000ms, StepProgress{"keystone/source", 0.2, "8.2 MB of 41.0 MB"}},
          {6000ms, StepProgress{"packages", -1, "Unpacking mariadb-server"}},
          {9100ms, StepFinished{"packages", "d1", {}, 9040ms}},
          {9110ms, StepStarted{"mariadb/init"}},
          {9720ms, StepFinished{"mariadb/init", "d2", {}, 610ms}},
          {11000ms, StepProgress{"keystone/source", 0.54, "22.1 MB of 41.0 MB"}},
          {11200ms, Notice{"The package lists are 12 days old."}},
          {11300ms, StepStarted{"keystone/sync"}}};
}

inline Told failing_end() {
  return {{12000ms, StepFinished{"keystone/source", "d3", {}, 11930ms}},
          {14400ms, StepFailed{"keystone/sync", sync_error(), 3100ms}},
          {14410ms, StepSkipped{"nova/sync", "keystone/sync failed"}},
          {14420ms, RunFinished{RunOutcomeKind::failed, 14420ms}}};
}

inline Told good_end() {
  return {{12000ms, StepFinished{"keystone/source", "d3", {}, 11930ms}},
          {14400ms, StepFinished{"keystone/sync", "d4", {}, 3100ms}},
          {14410ms, StepStarted{"nova/sync"}},
          {15900ms, StepFinished{"nova/sync", "d5", {}, 1490ms}},
          {15910ms, RunFinished{RunOutcomeKind::ok, 15910ms}}};
}

inline Told joined(Told first, const Told& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

inline RunState state_after(const Told& told) {
  RunState state;
  for (const auto& [at, event] : told) state = apply(std::move(state), event, start_of_run + at);
  return state;
}

/// Lets `sink` hear the events; `now` is what its clock shows meanwhile.
inline void tell(EventSink& sink, const Told& told, WallTime& now) {
  for (const auto& [at, event] : told) {
    now = start_of_run + at;
    ASSERT_TRUE(sink.emit(event));
  }
}

}  // namespace stackup::testing
