// Journals on a real file system that is full or read-only.
#include "stackup/store/process_journal.h"
#include "stackup/store/run_directory.h"
#include "tests/event/random_events.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temporary_directory.h"
#include "tests/store/small_disk.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::StartsWith;

class DiskFullTest : public ::testing::Test {
 protected:
  std::string told(const std::function<std::string(const SmallDisk&)>& story, const std::string& options = "size=64k") { return on_small_disk(directory.path(), options, story); }
  /// Of an error, what is shown to people, without the place of the test.
  std::string words_of(const Error& error) const {
    std::string words = fmt::format("{} {}: {}. Try: {}", to_string(error.code()), error.what(), error.why(), error.tries().empty() ? "?" : error.tries().front());
    for (std::size_t at = 0; (at = words.find(directory.path().string())) != std::string::npos;) words.replace(at, directory.path().string().size(), "/w");
    return words;
  }

  FakeClock clock;
  TemporaryDirectory directory;
};

#define EXPECT_TOLD(words, expected)                                  \
  if (const std::string said = words; said.starts_with("skipped: ")) \
    GTEST_SKIP() << said;                                            \
  else                                                               \
    EXPECT_EQ(said, expected)

TEST_F(DiskFullTest, ARunIsToldWhatIsFullAndGoesOnOnceThereIsRoom) {
  const auto story = [&](const SmallDisk& disk) -> std::string {
    const auto path = disk.path() / "runs/1.jsonl";
    const auto journal = Journal::open(path, Durability::synced, clock).value();
    RunState expected;
    Result<void> kept;
    for (int i = 0; i < 200 && kept; ++i) {
      if (i == 1) disk.fill();
      const StepStarted event{"a/" + std::to_string(i)};
      kept = journal->emit(event);
      if (kept) expected = apply(std::move(expected), event, WallTime{});
    }
    if (kept) return "it was never full";
    if (text_of_journal(path).back() != '\n') return "half a line stands there";
    if (load_journal({}, path) != expected) return "what was kept is not there";
    disk.make_room();
    if (!journal->emit(StepStarted{"a/x"})) return "it does not go on";
    expected.unfinished.insert("a/x");
    return load_journal({}, path) == expected ? words_of(kept.error()) : "what came later is not there";
  };
  EXPECT_TOLD(told(story),
              "SU0902 the journal /w/runs/1.jsonl can't be written: No space left on device: /w has 0 B free of 64.0 KiB. "
              "Try: du -xhd1 /w    # shows what takes the room; free some, then run the same command again");
}

TEST_F(DiskFullTest, TheSupervisorsJournalCatchesUpOnceThereIsRoom) {
  const auto story = [&](const SmallDisk& disk) -> std::string {
    const auto path = disk.path() / "processes.jsonl";
    const auto journal = ProcessJournal::open(path, clock).value();
    const auto events = RandomEvents(1).lives(300);
    RunState expected;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (i == 100) disk.fill();
      [[maybe_unused]] const auto kept = journal->emit(events[i].event);
      expected = apply(std::move(expected), events[i].event, WallTime{});
    }
    if (!journal->is_behind()) return "it was never full";
    if (load_journal({}, path) == expected) return "what did not fit is there";
    disk.make_room();
    if (!journal->catch_up()) return "it does not catch up";
    return load_journal({}, path) == expected ? "all there" : "something is lost";
  };
  EXPECT_TOLD(told(story), "all there");
}

TEST_F(DiskFullTest, ALongJournalStaysWhereThereIsNoRoomForAShortOne) {
  const auto story = [&](const SmallDisk& disk) -> std::string {
    const auto path = disk.path() / "processes.jsonl";
    const auto journal = Journal::open(path, Durability::written, clock).value();
    for (const auto& event : RandomEvents(1).lives(100))
      if (!journal->emit(event.event)) return "too small";
    const auto before = load_journal({}, path);
    disk.fill();
    const auto shorter = journal->compact(0);
    if (shorter) return "there was room";
    if (load_journal({}, path) != before || std::filesystem::exists(path.string() + ".new")) return "it left something else";
    disk.make_room();
    if (!journal->compact(0) || load_journal({}, path) != before) return "it does not work later";
    return words_of(shorter.error());
  };
  EXPECT_TOLD(told(story),
              "SU0902 /w/processes.jsonl can't be written: No space left on device: /w has 0 B free of 64.0 KiB. "
              "Try: du -xhd1 /w    # shows what takes the room; free some, then run the same command again");
}

TEST_F(DiskFullTest, OldRunsAreFoldedAnotherTime) {
  const auto story = [&](const SmallDisk& disk) -> std::string {
    const RunDirectory runs(disk.path(), {.most_runs = 2, .most_bytes = 1 << 20, .kept_runs = 1});
    for (const auto* step : {"a/x", "a/y", "a/z"})
      if (!runs.begin_run(clock).value()->emit(StepStarted{step})) return "too small";
    disk.fill();
    [[maybe_unused]] const auto none = runs.begin_run(clock);
    if (runs.load().unfinished.size() != 3) return "something is lost";
    disk.make_room();
    if (!runs.begin_run(clock) || runs.load().unfinished.size() != 3) return "it does not go on";
    return runs.runs().size() <= 3 ? "folded" : "not folded";
  };
  EXPECT_TOLD(told(story), "folded");
}

TEST_F(DiskFullTest, AFileSystemWithoutInodesSaysSo) {
  const auto story = [&](const SmallDisk& disk) -> std::string {
    const auto journal = Journal::open(disk.path() / "1.jsonl", Durability::synced, clock);
    return journal ? "there was one left" : words_of(journal.error());
  };
  EXPECT_TOLD(told(story, "size=64k,nr_inodes=1"),
              "SU0902 the journal /w/1.jsonl can't be written: No space left on device: /w has no inode left of 1. "
              "Try: du -xhd1 /w    # shows what takes the room; free some, then run the same command again");
}

TEST_F(DiskFullTest, AReadOnlyFileSystemIsNamedAndStillRead) {
  const auto story = [&](const SmallDisk& disk) -> std::string {
    const RunDirectory runs(disk.path());
    if (!runs.begin_run(clock).value()->emit(StepStarted{"a/x"})) return "too small";
    if (!disk.make_read_only()) return "skipped: it can't be mounted again";
    const auto journal = runs.begin_run(clock);
    const auto lock = runs.lock("up");
    if (journal || lock || runs.load().unfinished.size() != 1) return "it is not read-only";
    if (!disk.make_writable() || !runs.begin_run(clock).value()->emit(StepStarted{"a/y"}) || runs.load().unfinished.size() != 2) return "it does not go on";
    return words_of(lock.error());
  };
  EXPECT_TOLD(told(story),
              "SU0801 /w/run.lock can't be opened: Read-only file system: /w. "
              "Try: sudo mount -o remount,rw /w    # unless `sudo dmesg` tells of errors of the disk; then run the same command again");
}

}  // namespace
}  // namespace stackup::testing
