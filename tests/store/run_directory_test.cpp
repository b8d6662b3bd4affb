#include "stackup/store/run_directory.h"

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temporary_directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class RunDirectoryTest : public ::testing::Test {
 protected:
  FakeClock clock;
  TemporaryDirectory workspace;
  RunDirectory directory{workspace.path() / ".stackup"};
};

TEST_F(RunDirectoryTest, IsEmptyAtFirst) {
  EXPECT_TRUE(directory.runs().empty());
  EXPECT_EQ(directory.load(), RunState{});
}

TEST_F(RunDirectoryTest, LaterRunsComeLaterWhateverTheyDid) {
  EXPECT_TRUE(directory.begin_run(clock).value()->emit(StepFinished{"a/x", "old", {}, 0s}));
  clock.run_for(2s);
  EXPECT_TRUE(directory.begin_run(clock).value()->emit(StepFinished{"a/x", "new", {}, 0s}));
  ASSERT_EQ(directory.runs().size(), 2U);
  RunState expected;
  expected.done["a/x"] = {"new", {}, WallTime(2s), 0s};
  EXPECT_EQ(directory.load(), expected);
}

TEST_F(RunDirectoryTest, KnowsWhatTheSupervisorWrote) {
  EXPECT_TRUE(Journal::open(directory.process_journal(), Durability::written, clock).value()->emit(ProcessStarting{"a/w", "d"}));
  EXPECT_EQ(directory.load().processes.at("a/w").state, ProcessState::starting);
}

TEST_F(RunDirectoryTest, ASecondCommandIsToldWhoIsAtWork) {
  const auto first = directory.lock("up");
  ASSERT_TRUE(first.has_value());
  const auto second = directory.lock("down");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), Error(ErrorCode::workspace_busy, "another stackup command is at work in this workspace")
                                .because("stackup up, pid " + std::to_string(getpid()))
                                .try_("wait for it to end, or stop it with Ctrl-C where it runs"));
}

}  // namespace
}  // namespace stackup::testing
