#include "stackup/store/journal.h"

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temporary_directory.h"
#include "tests/store/size_limit.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class JournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<Journal> open() {
    auto journal = Journal::open(path, Durability::synced, clock);
    EXPECT_TRUE(journal.has_value());
    return std::move(*journal);
  }

  FakeClock clock;
  TemporaryDirectory directory;
  std::filesystem::path path = directory.path() / "runs" / "1.jsonl";
};

TEST_F(JournalTest, KeepsWhatHappenedForWhoReadsItLater) {
  {
    const auto journal = open();
    EXPECT_TRUE(journal->emit(StepStarted{"a/x"}));
    EXPECT_TRUE(journal->emit(StepFinished{"a/x", "d", {{"commit", "1"}}, 2s}));
    EXPECT_TRUE(journal->emit(StepStarted{"a/y"}));
  }
  RunState expected;
  expected.done["a/x"] = {"d", {{"commit", "1"}}, WallTime{}, 2s};
  expected.unfinished = {"a/y"};
  EXPECT_EQ(load_journal({}, path), expected);
}

TEST_F(JournalTest, IsReadableByItsOwnerOnly) {
  open();
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(JournalTest, DoesNotKeepProgress) {
  const auto journal = open();
  EXPECT_TRUE(journal->emit(StepProgress{"a/x", 0.5, "half"}));
  EXPECT_EQ(text_of(path), "");
}

TEST_F(JournalTest, TwoRunsFoldIntoOneState) {
  const auto other = directory.path() / "runs" / "2.jsonl";
  EXPECT_TRUE(open()->emit(StepFinished{"a/x", "d", {}, 1s}));
  EXPECT_TRUE(Journal::open(other, Durability::written, clock).value()->emit(StepForgotten{"a/x", "gone"}));
  EXPECT_TRUE(load_journal({}, path).done.contains("a/x"));
  EXPECT_EQ(load_journal(load_journal({}, path), other), RunState{});
}

TEST_F(JournalTest, AJournalThatDoesNotExistAddsNothing) { EXPECT_EQ(load_journal({}, directory.path() / "none.jsonl"), RunState{}); }

TEST_F(JournalTest, ATornTailIsNotReadAndIsCutOffBeforeTheNextLine) {
  EXPECT_TRUE(open()->emit(StepStarted{"a/x"}));
  const auto whole = text_of(path);
  std::ofstream(path, std::ios::app) << whole.substr(0, whole.size() - 5);
  RunState expected;
  expected.unfinished = {"a/x"};
  EXPECT_EQ(load_journal({}, path), expected);

  EXPECT_TRUE(open()->emit(StepStarted{"a/y"}));
  expected.unfinished = {"a/x", "a/y"};
  EXPECT_EQ(load_journal({}, path), expected);
  EXPECT_EQ(text_of(path).substr(0, whole.size()), whole);
}

TEST_F(JournalTest, AFileWithoutAnyWholeLineIsEmptied) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << std::string(10'000, 'x');
  open();
  EXPECT_EQ(text_of(path), "");
}

TEST_F(JournalTest, ATornTailLongerThanABlockIsCutAfterTheLastWholeLine) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << "first\n" << std::string(10'000, 'x');
  open();
  EXPECT_EQ(text_of(path), "first\n");
}

TEST_F(JournalTest, LinesThatCannotBeReadAreSkipped) {
  std::filesystem::create_directories(path.parent_path());
  EXPECT_TRUE(open()->emit(StepStarted{"a/x"}));
  std::ofstream(path, std::ios::app) << "garbage\n{\"v\":1,\"t\":0,\"kind\":\"step_danced\"}\n\n";
  EXPECT_TRUE(open()->emit(StepStarted{"a/y"}));
  EXPECT_EQ(load_journal({}, path).unfinished, (std::set<StepId>{"a/x", "a/y"}));
}

TEST_F(JournalTest, DoesNotFollowALink) {
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::create_symlink("/dev/null", path);
  const auto journal = Journal::open(path, Durability::written, clock);
  ASSERT_FALSE(journal.has_value());
  EXPECT_EQ(journal.error().code(), ErrorCode::state_unreadable);
}

TEST_F(JournalTest, TellsWhenAnEventCannotBeKeptAndLeavesNoHalfLine) {
  const auto journal = open();
  EXPECT_TRUE(journal->emit(StepStarted{"a/x"}));
  const auto whole = text_of(path);
  Result<void> partly, not_at_all;
  {
    const SizeLimit limit(whole.size() + 10);
    partly = journal->emit(StepStarted{"a/y"});
  }
  EXPECT_EQ(text_of(path), whole);
  {
    const SizeLimit limit(whole.size());
    not_at_all = journal->emit(StepStarted{"a/y"});
  }
  ASSERT_FALSE(partly.has_value());
  EXPECT_EQ(partly.error().why(), "File too large");
  ASSERT_FALSE(not_at_all.has_value());
  EXPECT_EQ(not_at_all.error().why(), "File too large");
  EXPECT_EQ(text_of(path), whole);
  EXPECT_TRUE(journal->emit(StepStarted{"a/z"}));
  EXPECT_EQ(load_journal({}, path).unfinished, (std::set<StepId>{"a/x", "a/z"}));
}

TEST_F(JournalTest, SeveralEventsAreKeptAllOrNone) {
  const auto journal = open();
  EXPECT_TRUE(journal->append({{WallTime{}, StepStarted{"a/x"}}, {WallTime{}, StepStarted{"a/y"}}}));
  const auto whole = text_of(path);
  {
    const SizeLimit limit(whole.size() + whole.size() / 2 + 5);
    EXPECT_FALSE(journal->append({{WallTime{}, StepStarted{"b/x"}}, {WallTime{}, StepStarted{"b/y"}}}));
  }
  EXPECT_EQ(text_of(path), whole);
}

TEST_F(JournalTest, CompactingItLeavesOutWhatNoLongerMatters) {
  const auto journal = open();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(journal->emit(ProcessStarting{"a/w", "d" + std::to_string(i)}));
  const auto before = load_journal({}, path);
  EXPECT_TRUE(journal->compact(0));
  EXPECT_EQ(text_of(path), to_json_line({WallTime{}, ProcessStarting{"a/w", "d99"}}) + "\n");
  EXPECT_EQ(load_journal({}, path), before);
  EXPECT_EQ(journal->size(), text_of(path).size());
  EXPECT_TRUE(journal->emit(ProcessReady{"a/w", 1s}));
  EXPECT_EQ(load_journal({}, path).processes.at("a/w").state, ProcessState::ready);
}

TEST_F(JournalTest, OneThatCannotBeReadBackIsNotCompacted) {
  const auto journal = open();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(journal->emit(ProcessStarting{"a/w", "d"}));
  const auto aside = directory.path() / "aside";
  std::filesystem::rename(path, aside);
  const auto whole = text_of(aside);
  EXPECT_FALSE(journal->compact(0));
  EXPECT_EQ(text_of(aside), whole);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace stackup::testing
