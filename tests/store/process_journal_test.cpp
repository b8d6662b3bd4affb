#include "stackup/store/process_journal.h"

#include "tests/event/random_events.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temporary_directory.h"
#include "tests/store/size_limit.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class ProcessJournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<ProcessJournal> open(ProcessJournal::Limits limits = {}) {
    auto journal = ProcessJournal::open(path, clock, limits);
    EXPECT_TRUE(journal.has_value());
    return std::move(*journal);
  }
  /// All at the time of the fake clock, which stands.
  RunState fold_of(const std::vector<TimedEvent>& events) {
    RunState state;
    for (const auto& event : events) state = apply(std::move(state), event.event, WallTime{});
    return state;
  }
  RunState on_disk() const { return load_journal({}, path); }
  std::size_t size() const { return std::filesystem::file_size(path); }

  FakeClock clock;
  TemporaryDirectory directory;
  std::filesystem::path path = directory.path() / "processes.jsonl";
};

TEST_F(ProcessJournalTest, StaysShortWhileAServiceCrashesForEver) {
  const auto journal = open({.longest = 4000, .word_for_word = 1000, .most_waiting = 10});
  const auto events = RandomEvents(1).lives(1000);
  std::size_t largest = 0;
  for (const auto& event : events) {
    EXPECT_TRUE(journal->emit(event.event));
    largest = std::max(largest, size());
  }
  EXPECT_LT(largest, 3 * 4000U);
  EXPECT_EQ(on_disk(), fold_of(events));
}

TEST_F(ProcessJournalTest, IsMadeShortWhenASupervisorBegins) {
  const auto events = RandomEvents(2).lives(300);
  {
    const auto journal = open();
    for (const auto& event : events) EXPECT_TRUE(journal->emit(event.event));
  }
  const auto before = size();
  open({.longest = 1000, .word_for_word = 0, .most_waiting = 10});
  EXPECT_LT(size(), before / 2);
  EXPECT_EQ(on_disk(), fold_of(events));
}

TEST_F(ProcessJournalTest, WhatIsNotTakenIsWrittenAsSoonAsThereIsRoom) {
  const auto journal = open();
  int called = 0;
  journal->when_behind([&] { ++called; });
  const auto events = RandomEvents(3).lives(60);
  const std::vector<TimedEvent> early(events.begin(), events.begin() + 20);
  for (const auto& event : early) EXPECT_TRUE(journal->emit(event.event));
  {
    const SizeLimit limit(size() + 30);
    for (std::size_t i = 20; i < 59; ++i) EXPECT_FALSE(journal->emit(events[i].event));
    EXPECT_FALSE(journal->catch_up());
    EXPECT_TRUE(journal->is_behind());
    EXPECT_EQ(on_disk(), fold_of(early));
  }
  EXPECT_EQ(called, 1);
  EXPECT_TRUE(journal->emit(events.back().event));
  EXPECT_FALSE(journal->is_behind());
  EXPECT_EQ(on_disk(), fold_of(events));
}

TEST_F(ProcessJournalTest, TheTimesAreThoseOfTheEventsNotOfTheirWriting) {
  const auto journal = open();
  {
    const SizeLimit limit(10);
    EXPECT_FALSE(journal->emit(ProcessStarting{"a/w", "d"}));
  }
  clock.run_for(5s);
  EXPECT_TRUE(journal->catch_up());
  EXPECT_EQ(on_disk().processes.at("a/w").since, WallTime{});
  EXPECT_TRUE(journal->catch_up()) << "nothing waits any more";
}

TEST_F(ProcessJournalTest, AFullDiskForALongTimeDoesNotFillTheMemoryAndLosesNothing) {
  const auto journal = open({.longest = 1 << 20, .word_for_word = 0, .most_waiting = 50});
  const auto events = RandomEvents(4).lives(500);
  for (std::size_t i = 0; i < 30; ++i) EXPECT_TRUE(journal->emit(events[i].event));
  const auto before = size();
  {
    const SizeLimit limit(before);
    for (std::size_t i = 30; i < events.size(); ++i) EXPECT_FALSE(journal->emit(events[i].event));
  }
  EXPECT_TRUE(journal->catch_up());
  EXPECT_EQ(on_disk(), fold_of(events));
  EXPECT_LT(size(), before + 60 * 400);
}

TEST_F(ProcessJournalTest, WithoutRoomForAShortOneTheLongOneGoesOn) {
  const auto journal = open({.longest = 3000, .word_for_word = 2900, .most_waiting = 10});
  const auto events = RandomEvents(5).lives(200);
  // The name of the new file is taken by a directory: as good as a disk without room for it.
  std::filesystem::create_directories(path.string() + ".new");
  for (std::size_t i = 0; i < 100; ++i) EXPECT_TRUE(journal->emit(events[i].event));
  EXPECT_GT(size(), 3000U);
  EXPECT_EQ(on_disk(), fold_of({events.begin(), events.begin() + 100}));
  std::filesystem::remove(path.string() + ".new");
  for (std::size_t i = 100; i < 200; ++i) EXPECT_TRUE(journal->emit(events[i].event));
  EXPECT_LT(size(), 12'000U);
  EXPECT_EQ(on_disk(), fold_of(events));
}

}  // namespace
}  // namespace stackup::testing
