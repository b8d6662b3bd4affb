#include "stackup/ui/log_sink.h"

#include "stackup/base/text.h"
#include "tests/ui/sample_run.h"

#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;

class LogSinkTest : public ::testing::Test {
 protected:
  LogSinkTest() { std::filesystem::create_directories(directory); }
  ~LogSinkTest() override { std::filesystem::remove_all(directory); }

  [[nodiscard]] std::vector<std::string> lines() const {
    std::ifstream stream(directory / "stackup.log");
    return lines_of(std::string{std::istreambuf_iterator<char>(stream), {}});
  }

  WallTime now = start_of_run;
  std::filesystem::path directory = std::filesystem::temp_directory_path() / ("stackup-log-sink-" + std::to_string(::getpid()));
};

TEST_F(LogSinkTest, WritesEventsWithTheirLevel) {
  {
    auto sink = LogSink::open(directory / "stackup.log", [this] { return now; });
    ASSERT_TRUE(sink);
    tell(**sink, joined(first_half(), failing_end()), now);
  }
  const auto all = lines();
  ASSERT_GT(all.size(), 5);
  EXPECT_THAT(all[0], HasSubstr(" info {"));
  EXPECT_THAT(all[0], HasSubstr(R"("kind":"run_started")"));
  EXPECT_THAT(join(all, "\n"), HasSubstr(" error {"));
  EXPECT_THAT(join(all, "\n"), ::testing::Not(HasSubstr("step_progress")));
}

TEST_F(LogSinkTest, AppendsToWhatIsThere) {
  for (int i = 0; i < 2; ++i) {
    auto sink = LogSink::open(directory / "stackup.log", [this] { return now; });
    ASSERT_TRUE((*sink)->emit(Notice{"hello"}));
  }
  EXPECT_EQ(lines().size(), 2);
}

TEST_F(LogSinkTest, ReportsAFileThatCannotBeWritten) {
  const auto sink = LogSink::open("/proc/no/such/stackup.log", [this] { return now; });
  ASSERT_FALSE(sink);
  EXPECT_EQ(sink.error().code(), ErrorCode::state_unreadable);
  EXPECT_FALSE(sink.error().why().empty());
}

}  // namespace
}  // namespace stackup::testing
