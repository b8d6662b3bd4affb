#include "stackup/plan/schedule.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Skipped = std::vector<std::pair<std::string, std::string>>;

PlannedAction action(const std::string& id, std::vector<std::string> after, Decision decision = Decision::run) {
  Step step;
  step.id = id;
  step.after = std::move(after);
  return {step, decision, "", ""};
}

PlannedAction lasting(int seconds, PlannedAction action) {
  action.usually = std::chrono::seconds(seconds);
  return action;
}

TEST(Schedule, PrefersWhatTheLongestWorkWaitsFor) {
  Schedule schedule(Plan{{action("a", {}), lasting(5, action("b", {})), action("c", {}), lasting(9, action("d", {"c"})), lasting(2, action("e", {"a"}))}, {}});
  EXPECT_EQ(schedule.next(), "c");
  EXPECT_EQ(schedule.next(), "b");
  EXPECT_EQ(schedule.next(), "a");
  schedule.finish("a");
  schedule.finish("c");
  EXPECT_EQ(schedule.next(), "d");
  EXPECT_EQ(schedule.next(), "e");
}

TEST(Schedule, SeesTheWorkBehindAStepThatIsUpToDate) {
  // What comes before a step that is up to date holds up what comes after it.
  Schedule schedule(Plan{{lasting(1, action("a", {})), action("server", {}), action("database", {"server"}, Decision::up_to_date), lasting(9, action("migrate", {"database"}))}, {}});
  EXPECT_EQ(schedule.next(), "server");
  EXPECT_EQ(schedule.next(), "a");
}

TEST(Schedule, HandsOutInPlanOrderWhatIsEquallyUrgent) {
  Schedule schedule(Plan{{action("a", {}), action("b", {"a"}), action("c", {}), action("d", {"c"})}, {}});
  EXPECT_EQ(schedule.next(), "a");
  EXPECT_EQ(schedule.next(), "c");
  EXPECT_EQ(schedule.next(), std::nullopt);
  EXPECT_FALSE(schedule.is_empty());
  schedule.finish("a");
  schedule.finish("c");
  EXPECT_EQ(schedule.next(), "b");
  EXPECT_EQ(schedule.next(), "d");
  EXPECT_TRUE(schedule.is_empty());
}

TEST(Schedule, DoesNotWaitForWhatIsUpToDate) {
  Schedule schedule(Plan{{action("a", {}, Decision::up_to_date), action("b", {"a"}, Decision::check)}, {}});
  EXPECT_EQ(schedule.next(), "b");
  EXPECT_EQ(schedule.next(), std::nullopt);
}

TEST(Schedule, WaitsForWhatComesBeforeAStepThatIsUpToDate) {
  // The server was stopped; the database in it was made long ago; a new migration needs both.
  Schedule schedule(Plan{{action("server.ready", {}), action("database", {"server.ready"}, Decision::up_to_date), action("install", {"database"}, Decision::up_to_date), action("migrate", {"install"})}, {}});
  EXPECT_EQ(schedule.next(), "server.ready");
  EXPECT_EQ(schedule.next(), std::nullopt);
  EXPECT_EQ(schedule.fail("server.ready"), (Skipped{{"migrate", "server.ready"}}));
}

TEST(Schedule, AnEmptyPlanIsOver) { EXPECT_TRUE(Schedule(Plan{}).is_empty()); }

TEST(Schedule, AFailureLosesWhatWaitedForItAndNothingElse) {
  Schedule schedule(Plan{{action("a", {}), action("b", {"a"}), action("c", {"b"}), action("d", {})}, {}});
  EXPECT_EQ(schedule.next(), "a");
  EXPECT_EQ(schedule.fail("a"), (Skipped{{"b", "a"}, {"c", "b"}}));
  EXPECT_EQ(schedule.next(), "d");
  EXPECT_TRUE(schedule.is_empty());
}

TEST(Schedule, ASecondFailureDoesNotSkipTwice) {
  Schedule schedule(Plan{{action("a", {}), action("b", {}), action("c", {"a", "b"})}, {}});
  EXPECT_EQ(schedule.next(), "a");
  EXPECT_EQ(schedule.next(), "b");
  EXPECT_EQ(schedule.fail("b"), (Skipped{{"c", "b"}}));
  EXPECT_EQ(schedule.fail("a"), Skipped{});
}

/// Each step waits for some of the earlier ones.
Plan random_plan(std::mt19937& random) {
  Plan plan;
  const int count = 1 + static_cast<int>(random() % 20);
  for (int i = 0; i < count; ++i) {
    std::vector<std::string> after;
    for (int j = 0; j < i; ++j)
      if (random() % 4 == 0) after.push_back(std::to_string(j));
    plan.actions.push_back(action(std::to_string(i), after, random() % 5 == 0 ? Decision::up_to_date : Decision::run));
  }
  return plan;
}

/// What can't be done once these failed: also through steps that are up to date, for what they stand for needs what failed.
std::set<std::string> losses(const Plan& plan, const std::set<std::string>& failed) {
  std::set<std::string> lost = failed, through;
  for (const auto& one : plan.actions) {
    const bool depends = std::any_of(one.step.after.begin(), one.step.after.end(), [&](const auto& other) { return lost.contains(other) || through.contains(other); });
    if (depends) (one.decision == Decision::up_to_date ? through : lost).insert(one.step.id);
  }
  return lost;
}

TEST(Schedule, WhateverTheGraphEachStepBeginsAfterAllItWaitsForOrIsSkipped) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const Plan plan = random_plan(random);
    Schedule schedule(plan);
    std::set<std::string> begun, running, finished, failed, skipped;
    for (;;) {
      const bool asks = running.empty() || random() % 2 == 0;
      if (const auto id = asks ? schedule.next() : std::nullopt) {
        EXPECT_TRUE(begun.insert(*id).second) << *id << " began twice";
        for (const auto& other : plan.find(*id)->step.after)
          EXPECT_TRUE(plan.find(other)->decision == Decision::up_to_date || finished.contains(other)) << *id << " began before " << other;
        running.insert(*id);
        continue;
      }
      if (running.empty()) break;
      const std::string ended = *std::next(running.begin(), static_cast<std::ptrdiff_t>(random() % running.size()));
      running.erase(ended);
      if (random() % 6 != 0) {
        finished.insert(ended);
        schedule.finish(ended);
        continue;
      }
      failed.insert(ended);
      for (const auto& [other, because] : schedule.fail(ended)) EXPECT_TRUE(skipped.insert(other).second) << other << " was skipped twice";
    }
    EXPECT_TRUE(schedule.is_empty());
    std::set<std::string> expected_skips;
    for (const auto& id : losses(plan, failed))
      if (!failed.contains(id)) expected_skips.insert(id);
    EXPECT_EQ(skipped, expected_skips);
    for (const auto& one : plan.actions) {
      const std::size_t ended = finished.count(one.step.id) + failed.count(one.step.id) + skipped.count(one.step.id);
      EXPECT_EQ(ended, one.decision == Decision::up_to_date ? 0U : 1U) << one.step.id;
    }
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace stackup::testing
