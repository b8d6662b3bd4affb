#include "stackup/cli/log_tail.h"

#include "stackup/system/posix_files.h"
#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

#include <memory>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A file in memory; the test changes its text.
class MemoryFile : public WatchedFile {
 public:
  explicit MemoryFile(std::shared_ptr<std::string> text) : text_(std::move(text)) {}
  [[nodiscard]] std::uint64_t length() const override { return text_->size(); }
  [[nodiscard]] WallTime modified() const override { return {}; }
  [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const override { return offset < text_->size() ? text_->substr(offset, length) : ""; }
  [[nodiscard]] bool has_its_name() const override { return true; }

 private:
  std::shared_ptr<std::string> text_;
};

struct Tail {
  explicit Tail(std::string begin, LineFilter filter = {}) : text(std::make_shared<std::string>(std::move(begin))), tail("shop/web", std::make_unique<MemoryFile>(text), std::move(filter)) {}

  std::vector<std::string> last(std::size_t most) {
    std::vector<std::string> lines;
    tail.read_last(most, [&](std::string line) { lines.push_back(std::move(line)); });
    return lines;
  }
  std::vector<std::string> added() {
    std::vector<std::string> lines;
    tail.read_new([&](std::string line) { lines.push_back(std::move(line)); });
    return lines;
  }
  std::vector<std::string> rest() {
    std::vector<std::string> lines;
    tail.read_rest([&](std::string line) { lines.push_back(std::move(line)); });
    return lines;
  }

  std::shared_ptr<std::string> text;
  LogTail tail;
};

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
  Tail tail("hit 1\nhit 2\nhit 3\nmiss\nmiss\n", {"hit", std::nullopt});
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

TEST(LogTail, GoesOnWithTheFileThatTookTheName) {
  Tail tail("a\n");
  EXPECT_THAT(tail.last(0), IsEmpty());
  tail.tail.go_on_with(std::make_unique<MemoryFile>(std::make_shared<std::string>("b\n")));
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
