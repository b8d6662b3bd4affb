#include "stackup/cli/log_tail.h"

#include "stackup/system/posix_files.h"
#include "tests/cli/run_verb.h"
#include "tests/fakes/fake_files.h"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A file in memory; the test changes its text.
class MemoryFile : public WatchedFile {
 public:
  explicit MemoryFile(std::shared_ptr<std::string> text) : text_(std::move(text)) {}
  [[nodiscard]] std::uint64_t inode() const override { return 7; }
  [[nodiscard]] std::uint64_t length() const override { return text_->size(); }
  [[nodiscard]] WallTime modified() const override { return WallTime(std::chrono::seconds(99)); }
  [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const override { return offset < text_->size() ? text_->substr(offset, length) : ""; }
  [[nodiscard]] bool has_its_name() const override { return true; }

 private:
  std::shared_ptr<std::string> text_;
};

struct Tail {
  explicit Tail(std::string begin, LineFilter filter = {}, LogTail::Times times = LogTail::Times::unwanted)
      : text(std::make_shared<std::string>(std::move(begin))), tail("shop/web", KeptLog(std::make_unique<MemoryFile>(text), index, files), std::move(filter), times) {}

  std::vector<std::string> last(std::size_t most) {
    return lines_of([&](const LineSink& sink) { tail.read_last(most, sink); });
  }
  std::vector<std::string> added() {
    return lines_of([&](const LineSink& sink) { tail.read_new(sink); });
  }
  std::vector<std::string> rest() {
    return lines_of([&](const LineSink& sink) { tail.read_rest(sink); });
  }
  static std::vector<std::string> lines_of(const std::function<void(const LineSink&)>& read) {
    std::vector<std::string> lines;
    read([&](const LogLine& line) {
      const auto time = line.time ? std::to_string(line.time->time_since_epoch() / std::chrono::seconds(1)) + ": " : "";
      lines.push_back(line.missed > 0 ? std::to_string(line.missed) + " missed" : time + line.text);
    });
    return lines;
  }
  void know(LogHead head, const std::vector<LogArrival>& arrivals = {}) {
    head.inode = 7;
    files.texts[index] = log_head_text(head);
    for (const auto& arrival : arrivals) files.texts[index] += log_arrival_text(arrival);
  }

  inline static const std::filesystem::path index = "/index";
  testing::FakeFiles files;
  std::shared_ptr<std::string> text;
  LogTail tail;
};

LogHead begin_at(LogPlace base, LogPlace first) {
  LogHead head;
  head.base = base;
  head.first = first;
  head.is_torn = first > 0;
  return head;
}

LogArrival arrival(LogPlace end, int second) { return {end, WallTime(std::chrono::seconds(second))}; }

std::uint64_t offset(const std::string& text, std::size_t count) { return offset_of_last_lines(MemoryFile(std::make_shared<std::string>(text)), count); }

TEST(LogTail, FindsWhereTheLastLinesBegin) {
  EXPECT_EQ(offset("a\nb\nc\n", 1), 4U);
  EXPECT_EQ(offset("a\nb\nc\n", 2), 2U);
  EXPECT_EQ(offset("a\nb\nc\n", 3), 0U);
  EXPECT_EQ(offset("a\nb\nc\n", 9), 0U);
  EXPECT_EQ(offset("a\nb\nc", 1), 4U);
  EXPECT_EQ(offset("a\nb\n\n", 1), 4U);
  EXPECT_EQ(offset("", 5), 0U);
  EXPECT_EQ(offset("a\nb\n", 0), 4U);
  EXPECT_EQ(offset("a\nb\n", all_lines), 0U);
}

TEST(LogTail, FindsLastLinesFarFromTheEnd) {
  const std::string line(1000, 'x');
  std::string text;
  for (int i = 0; i < 300; ++i) text += line + "\n";
  EXPECT_EQ(offset(text, 200), 100U * 1001);
}

TEST(LogTail, ShowsTheLastLinesThenWhatIsAdded) {
  Tail tail("a\nb\nc\nhal");
  EXPECT_THAT(tail.last(3), ElementsAre("b", "c"));
  *tail.text += "f\nd\ne";
  EXPECT_THAT(tail.added(), ElementsAre("half", "d"));
  EXPECT_THAT(tail.rest(), ElementsAre("e"));
  EXPECT_THAT(tail.added(), IsEmpty());
}

TEST(LogTail, LooksThroughTheWholeLogForLinesThatTheFilterTakes) {
  Tail tail("hit 1\nhit 2\nhit 3\nmiss\nmiss\n", {"hit", std::nullopt, std::nullopt});
  EXPECT_THAT(tail.last(2), ElementsAre("hit 2", "hit 3"));
  *tail.text += "miss\nhit 4\n";
  EXPECT_THAT(tail.added(), ElementsAre("hit 4"));
}

TEST(LogTail, BeginsAgainWhenTheLogWasCutOff) {
  Tail tail("a\nb\nhalf");
  EXPECT_THAT(tail.last(all_lines), ElementsAre("a", "b"));
  *tail.text = "c\n";
  EXPECT_THAT(tail.added(), ElementsAre("c"));
}

TEST(LogTail, GoesOnWhereItWasWhenTheHeadIsCut) {
  Tail tail("one\ntwo\n");
  tail.know(begin_at(0, 0));
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one", "two"));
  *tail.text = "wo\nthree\nfour\n";  // longer than before: the length alone tells nothing
  tail.know(begin_at(5, 5));
  EXPECT_THAT(tail.added(), ElementsAre("three", "four"));
}

TEST(LogTail, SaysWhatWasCutBeforeItWasRead) {
  Tail tail("one\n");
  tail.know(begin_at(0, 0));
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one"));
  *tail.text = "e\nfour\n";  // of two, three and four
  tail.know(begin_at(12, 12));
  EXPECT_THAT(tail.added(), ElementsAre("10 missed", "four"));
}

TEST(LogTail, SaysWhatWasCutThoughItsKeeperHadNotDescribedItBefore) {
  Tail tail("one\n");
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one"));
  *tail.text = "e\nfour\n";  // of two, three and four
  tail.know(begin_at(12, 12));
  EXPECT_THAT(tail.added(), ElementsAre("10 missed", "four"));
}

TEST(LogTail, SkipsWhatWasEmptied) {
  Tail tail(std::string(100, '\0') + "wo\nthree\n");
  tail.know(begin_at(0, 100));
  Tail again(*tail.text);
  again.know(begin_at(0, 100));
  EXPECT_THAT(tail.last(all_lines), ElementsAre("three"));
  EXPECT_THAT(again.last(1), ElementsAre("three"));
  *tail.text += "four\n";
  tail.know(begin_at(0, 103));
  EXPECT_THAT(tail.added(), ElementsAre("four"));
}

TEST(LogTail, TakesAHalfDoneCutForWhatItIs) {
  Tail tail("one\ntwo\n");
  tail.know(begin_at(0, 0));
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one", "two"));
  *tail.text += "three\n";
  auto head = begin_at(0, 0);
  head.cutting = 5;
  head.after = log_fingerprint("wo\nthree\n");
  tail.know(head);
  EXPECT_THAT(tail.added(), ElementsAre("three"));
  *tail.text += "four\n";
  head.after = log_fingerprint("wo\nthree\nfour\n");
  tail.know(head);
  tail.text->erase(0, 5);
  EXPECT_THAT(tail.added(), ElementsAre("four"));
}

TEST(LogTail, GoesOnWhenItsKeeperDescribesItForTheFirstTime) {
  Tail tail("one\n");
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one"));
  *tail.text += "two\n";
  auto head = begin_at(40, 40);
  head.beginnings = 3;
  tail.know(head);
  EXPECT_THAT(tail.added(), ElementsAre("two"));
}

TEST(LogTail, BeginsAgainWhenItsKeeperSaysSo) {
  Tail tail("one\n");
  tail.know(begin_at(0, 0));
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one"));
  *tail.text = "two, longer than before\n";
  auto head = begin_at(4, 4);
  head.beginnings = 1;
  head.is_torn = false;
  tail.know(head);
  EXPECT_THAT(tail.added(), ElementsAre("two, longer than before"));
}

TEST(LogTail, BeginsAgainOnceWhereItsKeeperIsLate) {
  Tail tail("one\n");
  tail.know(begin_at(0, 0));
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one"));
  *tail.text = "2\n";
  EXPECT_THAT(tail.added(), ElementsAre("2"));
  auto head = begin_at(4, 4);
  head.beginnings = 1;
  head.is_torn = false;
  tail.know(head);
  *tail.text += "3\n";
  EXPECT_THAT(tail.added(), ElementsAre("3"));
}

TEST(LogTail, ReadsOnNearTheEndWhenItIsFarBehind) {
  Tail tail("one\n");
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one"));
  *tail.text += std::string(most_behind, 'x') + "\n" + std::string(near_the_end, 'y') + "\nlast\n";
  EXPECT_TRUE(tail.added() == std::vector<std::string>({std::to_string(most_behind + 1 + near_the_end + 1) + " missed", "last"}));
  EXPECT_TRUE(tail.added().empty());
}

TEST(LogTail, KnowsWhenLinesArrived) {
  Tail tail("one\ntwo\nthree\n", {}, LogTail::Times::wanted);
  tail.know(begin_at(0, 0), {arrival(4, 0), arrival(8, 2)});
  EXPECT_THAT(tail.last(all_lines), ElementsAre("one", "2: two", "99: three"));
  *tail.text += "four\nfive\n";
  tail.know(begin_at(0, 0), {arrival(4, 0), arrival(8, 2), arrival(19, 4)});
  EXPECT_THAT(tail.added(), ElementsAre("4: four", "99: five"));
}

TEST(LogTail, ChoosesLinesByTheirArrival) {
  Tail tail("one\ntwo\nthree\n", {"", WallTime(std::chrono::seconds(2)), WallTime(std::chrono::seconds(2))});
  tail.know(begin_at(0, 0), {arrival(4, 1), arrival(8, 2), arrival(14, 3)});
  EXPECT_THAT(tail.last(all_lines), ElementsAre("2: two"));
}

TEST(LogTail, BeginsAgainWhereAnEmptiedLogIsLongerThanBefore) {
  Tail tail("one\ntwo\n");
  EXPECT_THAT(tail.last(1), ElementsAre("two"));
  *tail.text = "after it was emptied\nand more\n";
  EXPECT_THAT(tail.added(), ElementsAre("after it was emptied", "and more"));
  *tail.text += "still more\n";
  EXPECT_THAT(tail.added(), ElementsAre("still more"));
}

TEST(LogTail, GoesOnWithTheFileThatTookTheName) {
  Tail tail("a\n");
  EXPECT_THAT(tail.last(0), IsEmpty());
  tail.tail.go_on_with(KeptLog(std::make_unique<MemoryFile>(std::make_shared<std::string>("b\n")), Tail::index, tail.files));
  EXPECT_THAT(tail.added(), ElementsAre("b"));
}

TEST(LogTail, KnowsWhichLogsAWordMeans) {
  EXPECT_TRUE(means_log("shop", "shop/web"));
  EXPECT_TRUE(means_log("shop/web", "shop/web"));
  EXPECT_TRUE(means_log("shop/cell", "shop/cell.a"));
  EXPECT_TRUE(means_log("cell", "shop/cell.a"));
  EXPECT_TRUE(means_log("web", "shop/web"));
  EXPECT_TRUE(means_log("packages", "packages"));
  EXPECT_FALSE(means_log("sho", "shop/web"));
  EXPECT_FALSE(means_log("shop/we", "shop/web"));
  EXPECT_FALSE(means_log("shop/cell.a", "shop/cell"));
  EXPECT_FALSE(means_log("", "shop/web"));
}

TEST(LogTail, FindsTheLogsOfAWorkspace) {
  const testing::TemporaryDirectory directory;
  directory.write("packages.log", "");
  directory.write("shop/web.log", "");
  directory.write("shop/web.log.1", "");
  directory.write("db/server.log", "");
  const auto logs = logs_in(directory.path(), PosixFiles());
  EXPECT_THAT(logs, ElementsAre(LogFile{"db/server", directory.path() / "db/server.log"}, LogFile{"packages", directory.path() / "packages.log"}, LogFile{"shop/web", directory.path() / "shop/web.log"}));
  EXPECT_THAT(chosen_logs(logs, {"web", "packages"}), ElementsAre(logs[1], logs[2]));
  EXPECT_EQ(chosen_logs(logs, {}), logs);
  EXPECT_THAT(logs_in(directory.path() / "none", PosixFiles()), IsEmpty());
}

}  // namespace
}  // namespace stackup
