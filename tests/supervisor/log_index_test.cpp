#include "stackup/supervisor/log_index.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t unit = log_cut_unit;
constexpr LogLimit limit{16 * unit, 8 * unit};

WallTime at(int seconds) { return WallTime(std::chrono::seconds(seconds)); }

LogHead head_of(LogPlace base, LogPlace first) {
  LogHead head;
  head.inode = 7;
  head.base = base;
  head.first = first;
  return head;
}

TEST(LogIndex, IsNamedAfterItsLog) {
  EXPECT_EQ(log_index_path("/w/logs", "/w/logs/shop/web.a.log"), "/w/logs/.index/shop+web.a");
  EXPECT_EQ(log_index_path("/w/logs", "/w/logs/packages.log"), "/w/logs/.index/packages");
}

TEST(LogIndex, ReadsTheHeadThatItWrote) {
  auto head = head_of(3 * unit, 5 * unit);
  EXPECT_EQ(log_head_text(head).size(), log_head_length);
  EXPECT_EQ(log_head_from(log_head_text(head)), head);
  head.cutting = unit;
  head.after = "0123456789abcdef";
  head.beginnings = 2;
  head.is_torn = true;
  EXPECT_EQ(log_head_from(log_head_text(head) + "more"), head);
}

TEST(LogIndex, ReadsNoHeadThatIsBeingWrittenOver) {
  const auto before = log_head_text(head_of(1, 1));
  const auto after = log_head_text(head_of(0x100000001, 0x100000001));
  for (std::size_t written = 1; written < log_head_length; ++written) {
    const auto torn = after.substr(0, written) + before.substr(written);
    const auto head = log_head_from(torn);
    EXPECT_TRUE(!head || torn == before || torn == after) << written;
  }
  EXPECT_EQ(log_head_from(""), std::nullopt);
  EXPECT_EQ(log_head_from(before.substr(1)), std::nullopt);
}

TEST(LogIndex, ReadsArrivalsUpToATornOne) {
  const auto text = log_arrival_text({10, at(1)}) + log_arrival_text({20, at(2)});
  EXPECT_EQ(text.size(), 2 * log_arrival_length);
  EXPECT_THAT(log_arrivals_from(text + "00000000"), ElementsAre(LogArrival{10, at(1)}, LogArrival{20, at(2)}));
  EXPECT_THAT(log_arrivals_from(std::string(log_arrival_length, '\0') + text), IsEmpty());
}

TEST(LogIndex, KnowsWhenSomethingArrived) {
  const std::vector<LogArrival> arrivals = {{10, at(1)}, {20, at(2)}};
  EXPECT_EQ(arrival_of(arrivals, 1), arrivals[0]);
  EXPECT_EQ(arrival_of(arrivals, 10), arrivals[0]);
  EXPECT_EQ(arrival_of(arrivals, 11), arrivals[1]);
  EXPECT_EQ(arrival_of(arrivals, 21), std::nullopt);
}

TEST(LogIndex, CutsOnlyWhatIsOverItsLimitAndKeepsTheNewest) {
  EXPECT_EQ(bytes_to_cut(head_of(0, 0), 16 * unit, limit), 0U);
  EXPECT_EQ(bytes_to_cut(head_of(0, 0), 16 * unit + 1, limit), 8 * unit);
  EXPECT_EQ(bytes_to_cut(head_of(100 * unit, 100 * unit), 20 * unit + 5, limit), 12 * unit);
}

TEST(LogIndex, KeepsLessInAStorm) {
  EXPECT_EQ(bytes_to_cut(head_of(0, 0), 24 * unit, limit), 16 * unit);
  EXPECT_EQ(bytes_to_cut(head_of(0, 0), 24 * unit + 1, limit), 20 * unit);
}

TEST(LogIndex, DoesNotCountWhatWasEmptied) {
  EXPECT_EQ(bytes_to_cut(head_of(0, 12 * unit), 28 * unit, limit), 0U);
  EXPECT_EQ(bytes_to_cut(head_of(0, 12 * unit), 28 * unit + 1, limit), 20 * unit);
}

TEST(LogIndex, MovesTheFirstByteAndNoPlace) {
  auto head = head_of(unit, unit);
  head.cutting = 2 * unit;
  head.after = "0123456789abcdef";
  const auto collapsed = after_cut(head, 2 * unit, {CutWay::collapsed, 2 * unit});
  EXPECT_EQ(std::tuple(collapsed.base, collapsed.first, collapsed.is_torn, collapsed.cutting), std::tuple(3 * unit, 3 * unit, true, 0U));
  const auto emptied = after_cut(head, 2 * unit, {CutWay::emptied, 0});
  EXPECT_EQ(std::tuple(emptied.base, emptied.first, emptied.is_torn), std::tuple(unit, 3 * unit, true));
  const auto copied = after_cut(head, 2 * unit, {CutWay::copied, 2 * unit + 30});
  EXPECT_EQ(std::tuple(copied.base, copied.first, copied.is_torn), std::tuple(3 * unit + 30, 3 * unit + 30, false));
}

TEST(LogIndex, DecidesAnInterruptedCutByWhatTheFileBeginsWith) {
  auto head = head_of(0, 0);
  EXPECT_EQ(after_interrupted_cut(head, "old"), head);
  head.cutting = unit;
  head.after = log_fingerprint("new");
  EXPECT_EQ(after_interrupted_cut(head, "new").base, unit);
  EXPECT_EQ(after_interrupted_cut(head, "old").base, 0U);
  EXPECT_EQ(after_interrupted_cut(head, "old").cutting, 0U);
}

TEST(LogIndex, NeverUsesAPlaceTwice) {
  const auto anew = begun_anew(head_of(unit, unit), 8, 5 * unit);
  EXPECT_EQ(std::tuple(anew.inode, anew.base, anew.first, anew.beginnings, anew.is_torn), std::tuple(8U, 5 * unit, 5 * unit, 1U, false));
}

}  // namespace
}  // namespace stackup
