#include "stackup/store/compaction.h"

#include "tests/event/expect_valid.h"
#include "tests/event/random_events.h"

namespace stackup::testing {
namespace {

std::string text_of(const std::vector<TimedEvent>& events) {
  std::string text;
  for (const auto& event : events)
    if (is_durable(event.event)) text += to_json_line(event) + "\n";
  return text;
}

/// Wherever the file ends: what is whole counts, and nothing else.
TEST(FoldText, EveryBeginningOfAJournalIsAValidState) {
  for (unsigned seed = 0; seed < 2 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const auto events = RandomEvents(seed).history(10);
    const auto text = text_of(events);
    RunState expected;
    std::size_t next = 0;
    for (std::size_t length = 0; length <= text.size(); ++length) {
      if (length > 0 && text[length - 1] == '\n') {
        expected = apply(std::move(expected), events[next].event, events[next].at);
        ++next;
        expect_valid(expected);
      }
      ASSERT_EQ(fold_text({}, std::string_view(text).substr(0, length)), expected) << "of " << length << " bytes";
    }
  }
}

TEST(Compacted, HasTheSameFoldWhereverTheJournalEnds) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    RandomEvents random(seed);
    const auto text = text_of(random.history(100));
    for (int i = 0; i < 5; ++i) {
      const auto begin = std::string_view(text).substr(0, random.one_of(text.size()));
      const auto shorter = compacted(begin, random.one_of(1000));
      ASSERT_EQ(fold_text({}, shorter), fold_text({}, begin)) << "seed " << seed << ", " << begin.size() << " bytes";
      ASSERT_LE(shorter.size(), begin.size());
    }
  }
}

TEST(Compacted, OfGarbageNothingStays) {
  EXPECT_EQ(compacted(""), "");
  EXPECT_EQ(compacted("torn"), "");
  EXPECT_EQ(compacted("garbage\n\n[1]\n{\"v\":1,\"t\":0,\"kind\":\"step_started\",\"id\":7}\n"), "");
}

TEST(Compacted, LinesOfANewerProgramStayWhereTheyAre) {
  const std::string newer = "{\"v\":1,\"t\":0,\"kind\":\"step_danced\",\"id\":\"a/x\"}\n", newest = "{\"v\":2,\"what\":7,\"kind\":\"process_ready\"}\n";
  const std::string ready = to_json_line({WallTime{}, ProcessReady{"a/w", {}}}) + "\n";
  EXPECT_EQ(compacted(newer + ready + newest + ready), newer + newest + ready);
}

TEST(Compacted, WhatANewerProgramAddedToALineStays) {
  const std::string line = "{\"v\":1,\"t\":0,\"kind\":\"step_started\",\"id\":\"a/x\",\"mood\":\"good\"}\n";
  EXPECT_EQ(compacted(line + line), line);
}

TEST(Compacted, TheLatestLinesStayWordForWord) {
  const std::string ready = to_json_line({WallTime{}, ProcessReady{"a/w", {}}}) + "\n";
  EXPECT_EQ(compacted(ready + ready + ready + ready, 2 * ready.size() + 1), ready + ready + ready);
}

}  // namespace
}  // namespace stackup::testing
