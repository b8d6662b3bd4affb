#include "stackup/event/needed_events.h"

#include "tests/event/random_events.h"

#include "stackup/event/run_state.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

RunState fold(const std::vector<TimedEvent>& events, RunState state = {}) {
  for (const auto& event : events) state = apply(std::move(state), event.event, event.at);
  return state;
}

std::vector<TimedEvent> only_needed(const std::vector<TimedEvent>& events) {
  std::vector<TimedEvent> needed;
  for (const auto place : needed_events(events)) needed.push_back(events[place]);
  return needed;
}

/// After each beginning: the same state, and the same state later on.
void expect_same_fold(const std::vector<TimedEvent>& events) {
  RunState whole;
  for (std::size_t length = 0; length < events.size(); length += 17) {
    const std::vector<TimedEvent> head(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(length));
    const std::vector<TimedEvent> rest(events.begin() + static_cast<std::ptrdiff_t>(length), events.end());
    const auto needed = only_needed(head);
    ASSERT_EQ(fold(needed), fold(head)) << "after " << length << " events";
    ASSERT_EQ(fold(rest, fold(needed)), fold(events)) << "after " << length << " events";
    ASSERT_EQ(only_needed(needed), needed) << "after " << length << " events";
  }
}

TEST(NeededEvents, FoldAsAllDo) {
  for (unsigned seed = 0; seed < 25 && !::testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    expect_same_fold(RandomEvents(seed).history(120));
    expect_same_fold(RandomEvents(seed).anything(120));
  }
}

TEST(NeededEvents, OfProcessesFoldAsAllDoOnTopOfAnything) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    RandomEvents random(seed);
    const auto before = fold(random.history(50));
    const auto lives = random.lives(100);
    ASSERT_EQ(fold(only_needed(lives), before), fold(lives, before)) << "seed " << seed;
  }
}

TEST(NeededEvents, OfACrashLoopAreTheLastOfEachKind) {
  std::vector<TimedEvent> events;
  for (int i = 0; i < 1000; ++i)
    for (Event event : {Event(ProcessStarting{"a/w", "d"}), Event(ProcessStarted{"a/w", {i + 1, 8, "boot"}}), Event(ProcessReady{"a/w", 1s}), Event(ProcessExited{"a/w", {3, 0, true}}),
                        Event(ProcessBackingOff{"a/w", 500ms, 1})})
      events.push_back({WallTime(std::chrono::milliseconds(i)), std::move(event)});
  EXPECT_EQ(only_needed(events), std::vector<TimedEvent>(events.end() - 5, events.end()));
}

TEST(NeededEvents, OfEarlierRunsAreThoseThatStillHold) {
  const std::vector<Event> all = {RunStarted{"up", {}, "1"},          PlanMade{{{"a/x", "a", "t", "r", true}, {"a/y", "a", "t", "r", true}}, 0},
                                  StepStarted{"a/x"},                 ThingMade{"file", "/a", "a/x"},
                                  ThingMade{"file", "/b", "a/x"},     StepFinished{"a/x", "d1", {}, 1s},
                                  StepStarted{"a/y"},                 StepFailed{"a/y", sample_error(), 1s},
                                  Notice{"hm"},                       RunFinished{RunOutcomeKind::failed, 1s},
                                  RunStarted{"reset", {}, "1"},       StepForgotten{"a/z", "reset"},
                                  ThingRemoved{"file", "/a"},         RunStarted{"up", {}, "1"}};
  std::vector<TimedEvent> events;
  for (const auto& event : all) events.push_back({WallTime{}, event});
  std::vector<Event> needed;
  for (const auto& event : only_needed(events)) needed.push_back(event.event);
  EXPECT_EQ(needed, (std::vector<Event>{ThingMade{"file", "/b", "a/x"}, StepFinished{"a/x", "d1", {}, 1s}, RunStarted{"up", {}, "1"}}));
}

}  // namespace
}  // namespace stackup::testing
