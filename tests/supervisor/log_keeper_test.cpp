#include "stackup/supervisor/log_keeper.h"

#include "stackup/engine/flag.h"
#include "stackup/ports/file_watch.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"

#include <gmock/gmock.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

constexpr std::uint64_t unit = log_cut_unit;
constexpr LogLimit limit{4 * unit, 2 * unit};
const Path logs = "/w/logs";
const Path web = logs / "shop/web.log";
const Path index_of_web = logs / ".index/shop+web";

/// Told by the test.
class FakeWatch : public FileWatch {
 public:
  explicit FakeWatch(FakeClock& clock) : changed_(clock.loop().get_executor()) {}

  void tell() { changed_.set(); }

  [[nodiscard]] Result<std::unique_ptr<WatchedFile>> open(const Path& file) override { return fail(Error(ErrorCode::state_unreadable, file.string())); }
  Result<void> watch(const Path& directory) override {
    watched.insert(directory);
    if (failing) return fail(Error(ErrorCode::state_unreadable, directory.string()));
    return {};
  }
  Task<void> changed() override {
    co_await changed_.wait();
    changed_.clear();
    ++wakes;
  }

  std::set<Path> watched;
  bool failing = false;
  int wakes = 0;

 private:
  Flag changed_;
};

/// Cuts the texts of FakeFiles.
class FakeLogFiles : public LogFiles {
 public:
  explicit FakeLogFiles(FakeFiles& files) : files_(files) {}

  [[nodiscard]] std::optional<LogFileState> look(const Path& log) const override {
    const auto found = files_.texts.find(log);
    if (found == files_.texts.end()) return std::nullopt;
    ++looks;
    return LogFileState{inode, found->second.size(), modified};
  }
  Task<Result<LogCut>> cut(Path log, std::uint64_t bytes) override {
    cuts.push_back(bytes);
    while_cutting = files_.texts[index_of_web];
    if (failing) co_return fail(*failing);
    files_.texts[log].erase(0, bytes);
    co_return LogCut{CutWay::collapsed, bytes};
  }
  Result<void> write_index(const Path& index, std::uint64_t offset, std::string_view text) override {
    auto& whole = files_.texts[index];
    whole.resize(std::max<std::size_t>(whole.size(), offset + text.size()));
    whole.replace(offset, text.size(), text);
    return {};
  }
  Result<void> replace_index(const Path& index, std::string_view text) override {
    files_.texts[index] = text;
    return {};
  }

  std::uint64_t inode = 7;
  WallTime modified{};
  std::optional<Error> failing;
  mutable int looks = 0;
  std::vector<std::uint64_t> cuts;
  std::string while_cutting;  ///< the index

 private:
  FakeFiles& files_;
};

class LogKeeperTest : public ::testing::Test {
 protected:
  LogKeeperTest() {
    files.directories = {logs, logs / "shop"};
    files.texts[web] = "";
  }

  /// Another one takes the place of who was there.
  void start() {
    begin();
    clock.run();
  }
  void begin() {
    if (death) death->set();
    clock.run();
    keeper.emplace(logs, LogPorts{clock, files, log_files, watch}, limit, [this](const Path&, std::uint64_t bytes) { told.push_back(bytes); });
    death.emplace(clock.loop().get_executor());
    clock.start(until_death(*keeper, *death));
  }
  static Task<void> until_death(LogKeeper& keeper, Flag& death) {
    auto kept = keeper.keep();
    auto died = death.wait();
    co_await (std::move(kept) || std::move(died));
  }
  void write(const std::string& text, int second) {
    files.texts[web] += text;
    log_files.modified = WallTime(std::chrono::seconds(second));
    watch.tell();
    clock.run();
  }
  [[nodiscard]] LogHead head() const { return log_head_from(files.texts.at(index_of_web)).value_or(LogHead{}); }
  [[nodiscard]] std::vector<LogArrival> arrivals() const { return log_arrivals_from(std::string_view(files.texts.at(index_of_web)).substr(log_head_length)); }
  static LogArrival arrival(LogPlace end, int second) { return {end, WallTime(std::chrono::seconds(second))}; }

  FakeClock clock;
  FakeFiles files;
  FakeLogFiles log_files{files};
  FakeWatch watch{clock};
  std::vector<std::uint64_t> told;
  std::optional<LogKeeper> keeper;
  std::optional<Flag> death;
};

TEST_F(LogKeeperTest, NotesWhenSomethingArrives) {
  start();
  write("one\n", 5);
  write("two\n", 9);
  EXPECT_THAT(arrivals(), ElementsAre(arrival(4, 5), arrival(8, 9)));
  EXPECT_THAT(watch.watched, ElementsAre(logs, logs / "shop"));
}

TEST_F(LogKeeperTest, SleepsWhileNothingHappens) {
  start();
  const auto looks = log_files.looks;
  clock.run_for(24h);
  EXPECT_EQ(log_files.looks, looks);
  EXPECT_EQ(watch.wakes, 0);
}

TEST_F(LogKeeperTest, LooksFourTimesASecondInAStorm) {
  start();
  for (int i = 0; i < 1000; ++i) clock.after(i * 10ms, [this] { watch.tell(); });
  clock.run_for(10s);
  EXPECT_EQ(watch.wakes, 41);
}

TEST_F(LogKeeperTest, LooksSoonAgainInAFlood) {
  start();
  write(std::string(40 * unit, 'a'), 1);
  EXPECT_THAT(log_files.cuts, ElementsAre(39 * unit));
  const auto before = clock.elapsed();
  files.texts[web] += std::string(40 * unit, 'a');
  watch.tell();
  clock.run();
  EXPECT_EQ(clock.elapsed() - before, 50ms);
}

TEST_F(LogKeeperTest, SaysThatNobodyWatchedWhatWasThereBefore) {
  files.texts[web] = "old\n";
  start();
  write("new\n", 5);
  EXPECT_THAT(arrivals(), ElementsAre(arrival(4, 0), arrival(8, 5)));
}

TEST_F(LogKeeperTest, CutsTheHeadAndTellsOfIt) {
  start();
  write(std::string(3 * unit, 'a'), 1);
  EXPECT_THAT(log_files.cuts, IsEmpty());
  write(std::string(2 * unit, 'b'), 2);
  EXPECT_THAT(log_files.cuts, ElementsAre(3 * unit));
  EXPECT_THAT(told, ElementsAre(3 * unit));
  EXPECT_EQ(files.texts[web], std::string(2 * unit, 'b'));
  EXPECT_EQ(head().base, 3 * unit);
  EXPECT_THAT(arrivals(), ElementsAre(arrival(5 * unit, 2)));
  write("more\n", 3);
  EXPECT_THAT(arrivals(), ElementsAre(arrival(5 * unit, 2), arrival(5 * unit + 5, 3)));
}

TEST_F(LogKeeperTest, GoesOnWhereAnotherWasInterruptedAfterItsCut) {
  start();
  write(std::string(3 * unit, 'a') + std::string(2 * unit, 'b'), 1);
  files.texts[index_of_web] = log_files.while_cutting;  // it died before it could say that the cut was done
  EXPECT_EQ(head().cutting, 3 * unit);
  start();
  EXPECT_EQ(head().cutting, 0U);
  EXPECT_EQ(head().base, 3 * unit);
  write("more\n", 2);
  EXPECT_THAT(arrivals(), ElementsAre(arrival(5 * unit, 1), arrival(5 * unit + 5, 2)));
}

TEST_F(LogKeeperTest, GoesOnWhereAnotherWasInterruptedBeforeItsCut) {
  start();
  log_files.failing.emplace(ErrorCode::disk_full, "");
  const auto text = std::string(3 * unit, 'a') + std::string(2 * unit, 'b');
  write(text, 1);
  files.texts[index_of_web] = log_files.while_cutting;
  log_files.failing.reset();
  log_files.cuts.clear();
  start();
  EXPECT_THAT(log_files.cuts, ElementsAre(3 * unit));
  EXPECT_EQ(head().base, 3 * unit);
}

TEST_F(LogKeeperTest, DoesNotTryAgainAtOnceWhatFailed) {
  start();
  log_files.failing.emplace(ErrorCode::state_unreadable, "");
  write(std::string(5 * unit, 'a'), 1);
  write("a", 2);
  write("a", 3);
  EXPECT_EQ(log_files.cuts.size(), 1U);
  EXPECT_EQ(head().cutting, 0U);
  write(std::string(2 * unit, 'a'), 4);
  EXPECT_EQ(log_files.cuts.size(), 2U);
}

TEST_F(LogKeeperTest, BeginsAnewWhenSomebodyElseEmptiesTheLog) {
  start();
  write("one\n", 1);
  files.texts[web] = "";
  write("2\n", 2);
  EXPECT_EQ(std::tuple(head().base, head().beginnings), std::tuple(4U, 1U));
  EXPECT_THAT(arrivals(), ElementsAre(arrival(6, 2)));
  log_files.inode = 8;
  write("", 3);
  EXPECT_EQ(std::tuple(head().base, head().beginnings, head().inode), std::tuple(6U, 2U, 8U));
}

TEST_F(LogKeeperTest, LooksNowAndThenWhereNothingCanBeWatched) {
  watch.failing = true;
  begin();
  clock.run_for(60s);
  EXPECT_EQ(log_files.looks, 7);
}

}  // namespace
}  // namespace stackup::testing
