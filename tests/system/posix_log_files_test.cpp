#include "stackup/system/posix_log_files.h"

#include "tests/system/run_task.h"

#include <gmock/gmock.h>

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

using ::testing::StartsWith;

/// Removed with all that is in it.
class LogFolder {
 public:
  explicit LogFolder(const std::filesystem::path& below) {
    auto pattern = (below / "stackup-logs-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~LogFolder() { std::filesystem::remove_all(path_); }
  LogFolder(const LogFolder&) = delete;
  LogFolder& operator=(const LogFolder&) = delete;
  [[nodiscard]] std::filesystem::path log() const { return path_ / "web.log"; }
  [[nodiscard]] std::filesystem::path index() const { return path_ / ".index" / "web"; }

 private:
  std::filesystem::path path_;
};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// As services do it.
class Appender {
 public:
  explicit Appender(const std::filesystem::path& log) : descriptor_(open(log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {}
  ~Appender() { close(descriptor_); }
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;
  void write(const std::string& text) const { EXPECT_EQ(::write(descriptor_, text.data(), text.size()), static_cast<ssize_t>(text.size())); }

 private:
  int descriptor_;
};

std::string numbered_line(int number) {
  auto text = std::to_string(number);
  return "line " + std::string(10 - text.size(), '0') + text + " and what it has to say about the weather\n";
}

std::vector<int> numbers_in(const std::string& text) {
  std::vector<int> numbers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.size() == numbered_line(0).size() - 1 && line.starts_with("line ")) numbers.push_back(std::stoi(line.substr(5, 10)));
  return numbers;
}

class PosixLogFilesTest : public ::testing::Test {
 protected:
  ~PosixLogFilesTest() override { pool_.join(); }

  [[nodiscard]] PosixLogFiles files(std::set<CutWay> ways) {
    return PosixLogFiles([this]() -> auto& { return pool_; }, std::move(ways));
  }
  Result<LogCut> cut(const std::filesystem::path& log, std::uint64_t bytes, std::set<CutWay> ways = {CutWay::collapsed, CutWay::emptied, CutWay::copied}) {
    auto adapter = files(std::move(ways));
    return testing::run_task(adapter.cut(log, bytes));
  }
  /// Whether the file system can do it here.
  bool is_possible(const LogFolder& folder, CutWay way) {
    Appender(folder.log()).write(std::string(2 * log_cut_unit, 'x'));
    const bool can = cut(folder.log(), log_cut_unit, {way}).has_value();
    std::filesystem::remove(folder.log());
    return can;
  }

  boost::asio::thread_pool pool_{1};
};

TEST_F(PosixLogFilesTest, LooksAtRegularFilesOnly) {
  const LogFolder folder(std::filesystem::temp_directory_path());
  auto adapter = files({CutWay::copied});
  EXPECT_EQ(adapter.look(folder.log()), std::nullopt);
  Appender(folder.log()).write("abc");
  struct stat status {};
  stat(folder.log().c_str(), &status);
  const auto state = adapter.look(folder.log());
  ASSERT_TRUE(state);
  EXPECT_EQ(state->length, 3U);
  EXPECT_EQ(state->inode, status.st_ino);
  EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(state->modified).time_since_epoch().count(), status.st_mtim.tv_sec);
  EXPECT_EQ(adapter.look(folder.log().parent_path()), std::nullopt);
}

TEST_F(PosixLogFilesTest, LosesNoLineOfAWriterThatGoesOn) {
  const LogFolder folder(std::filesystem::current_path());
  if (!is_possible(folder, CutWay::collapsed)) GTEST_SKIP() << "this file system has no FALLOC_FL_COLLAPSE_RANGE";
  constexpr int lines = 200'000;
  std::atomic<int> written{0};
  std::thread writer([&] {
    const Appender appender(folder.log());
    for (int i = 0; i < lines; ++i) {
      appender.write(numbered_line(i));
      written = i + 1;
    }
  });
  std::string taken;  // what was cut, read before
  while (written < lines) {
    const auto length = std::filesystem::exists(folder.log()) ? std::filesystem::file_size(folder.log()) : 0;
    const auto bytes = length / 2 / log_cut_unit * log_cut_unit;
    if (bytes == 0) continue;
    taken += text_of(folder.log()).substr(0, bytes);
    const LogCut expected{CutWay::collapsed, bytes};
    EXPECT_EQ(cut(folder.log(), bytes).value(), expected);
  }
  writer.join();
  const auto numbers = numbers_in(taken + text_of(folder.log()));
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(lines));
  for (int i = 0; i < lines; ++i) ASSERT_EQ(numbers[static_cast<std::size_t>(i)], i);
}

TEST_F(PosixLogFilesTest, GivesTheRoomBackWhereFilesCanNotBecomeShorter) {
  const LogFolder folder("/dev/shm");
  if (!is_possible(folder, CutWay::emptied)) GTEST_SKIP() << "this file system has no FALLOC_FL_PUNCH_HOLE";
  const Appender appender(folder.log());
  appender.write(std::string(4 * log_cut_unit, 'a') + "kept\n");
  const LogCut expected{CutWay::emptied, 0};
  EXPECT_EQ(cut(folder.log(), 4 * log_cut_unit).value(), expected);
  appender.write("new\n");
  struct stat status {};
  stat(folder.log().c_str(), &status);
  EXPECT_LE(status.st_blocks * 512, static_cast<blkcnt_t>(log_cut_unit));
  EXPECT_EQ(text_of(folder.log()), std::string(4 * log_cut_unit, '\0') + "kept\nnew\n");
}

TEST_F(PosixLogFilesTest, CopiesTheRestAndSaysSoWhereNothingElseIsPossible) {
  const LogFolder folder(std::filesystem::temp_directory_path());
  const Appender appender(folder.log());
  appender.write(std::string(log_cut_unit, 'a') + "torn\nkept\n");
  const auto done = cut(folder.log(), log_cut_unit, {CutWay::copied});
  appender.write("new\n");
  const auto text = text_of(folder.log());
  EXPECT_THAT(text, StartsWith("[stackup: older lines were cut off here"));
  EXPECT_TRUE(text.ends_with("]\nkept\nnew\n"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->way, CutWay::copied);
  EXPECT_EQ(done->shorter_by, log_cut_unit + 10 - (text.size() - 4));  // so that "kept" stands where it stood, counted from the end
}

TEST_F(PosixLogFilesTest, SaysWhatCouldNotBeCut) {
  const LogFolder folder(std::filesystem::temp_directory_path());
  const auto failed = cut(folder.log(), log_cut_unit);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().why(), "No such file or directory");
}

TEST_F(PosixLogFilesTest, WritesIndexes) {
  const LogFolder folder(std::filesystem::temp_directory_path());
  auto adapter = files({CutWay::copied});
  EXPECT_FALSE(adapter.write_index(folder.index(), 0, "x"));
  EXPECT_TRUE(adapter.replace_index(folder.index(), "head\n"));
  EXPECT_TRUE(adapter.write_index(folder.index(), 5, "line\n"));
  EXPECT_TRUE(adapter.write_index(folder.index(), 0, "HEAD"));
  EXPECT_EQ(text_of(folder.index()), "HEAD\nline\n");
  EXPECT_TRUE(adapter.replace_index(folder.index(), "new\n"));
  EXPECT_EQ(text_of(folder.index()), "new\n");
  struct stat status {};
  stat(folder.index().c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

}  // namespace
}  // namespace stackup
