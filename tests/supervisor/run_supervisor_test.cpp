#include "stackup/supervisor/run_supervisor.h"

#include "stackup/ports/file_watch.h"
#include "stackup/store/run_directory.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace stackup::testing {
namespace {

struct NoLogFiles : LogFiles {
  [[nodiscard]] std::optional<LogFileState> look(const Path&) const override { return std::nullopt; }
  Task<Result<LogCut>> cut(Path, std::uint64_t) override { co_return LogCut{}; }
  Result<void> write_index(const Path&, std::uint64_t, std::string_view) override { return {}; }
  Result<void> replace_index(const Path&, std::string_view) override { return {}; }
};

struct NoWatch : FileWatch {
  [[nodiscard]] Result<std::unique_ptr<WatchedFile>> open(const Path& file) override { return fail(Error(ErrorCode::state_unreadable, file.string())); }
  Result<void> watch(const Path&) override { return {}; }
  Task<void> changed() override { co_return; }
};

// What a whole supervisor does is told by the stories in tests/scenario/stories/processes.py; here only who may be one.
class RunSupervisorTest : public ::testing::Test {
 protected:
  Result<void> run() {
    NoLogFiles no_logs;
    NoWatch no_watch;
    const LogPorts logs{world.clock, world.files, no_logs, no_watch};
    return run_supervisor(loop, {directory.path() / "state", directory.path() / "run", LogLimit{}}, {world.clock, world.processes, world.network, world.files}, world.files, logs);
  }

  FakeWorld world;
  TemporaryDirectory directory;
  boost::asio::io_context loop;
};

TEST_F(RunSupervisorTest, LeavesTheWorkspaceToTheOneThatIsThere) {
  std::filesystem::create_directories(directory.path() / "state");
  const auto other = FileLock::try_lock(RunDirectory(directory.path() / "state").supervisor_lock());
  ASSERT_TRUE(other && *other);
  EXPECT_TRUE(run().has_value());
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "run" / "control.sock"));
}

TEST_F(RunSupervisorTest, FailsWhereItCanKeepNoLock) {
  const auto served = run();
  ASSERT_FALSE(served.has_value());
  EXPECT_NE(served.error().what(), "");
}

}  // namespace
}  // namespace stackup::testing
