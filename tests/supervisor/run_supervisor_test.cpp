#include "stackup/supervisor/run_supervisor.h"

#include "stackup/store/run_directory.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace stackup::testing {
namespace {

// What a whole supervisor does is told by the stories in tests/scenario/stories/processes.py; here only who may be one.
class RunSupervisorTest : public ::testing::Test {
 protected:
  Result<void> run() { return run_supervisor(loop, {directory.path() / "state", directory.path() / "run"}, {world.clock, world.processes, world.network, world.files}, world.files); }

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
