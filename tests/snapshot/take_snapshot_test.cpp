#include "stackup/snapshot/take_snapshot.h"

#include "tests/fakes/failure_of.h"
#include "tests/fakes/fake_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ProcessStatus running(const std::string& id, std::vector<std::string> upstream = {}) {
  ProcessStatus status;
  status.id = id;
  status.unit = id.substr(0, id.find('/'));
  status.state = ProcessState::ready;
  status.pid = 42;
  status.upstream = std::move(upstream);
  return status;
}

class TakeSnapshot : public ::testing::Test {
 protected:
  TakeSnapshot() {
    world.files.texts["/w/.stackup/data/db/rows"] = "1 2 3";
    world.files.texts["/w/.stackup/data/queue/log"] = "abc";
    world.files.texts["/w/.stackup/data/cache/page"] = "x";
    request.state = "/w/.stackup";
    request.snapshot.name = "one";
    request.snapshot.steps = {{"db/init", "d", {}, {}}};
    request.parts = {part("db", SnapshotRule::freeze), part("queue", SnapshotRule::stop), part("cache", SnapshotRule::none), part("app", SnapshotRule::stop)};
    world.supervision.processes = {running("queue/proxy", {"queue/server"}), running("queue/server"), running("db/server"), running("cache/server"), running("app/web")};
  }

  static DataPart part(const std::string& unit, SnapshotRule rule) { return {unit, "/w/.stackup/data/" + unit, rule}; }
  Result<Snapshot> take() {
    auto ports = world.ports();
    return world.clock.finish(take_snapshot(request, ports)).value();
  }

  testing::FakeWorld world;
  SnapshotRequest request;
};

TEST_F(TakeSnapshot, StopsWhatHasToBeStoppedAndHoldsTheRestStill) {
  const auto taken = take();
  ASSERT_TRUE(taken) << taken.error().what();
  EXPECT_THAT(world.supervision.asked, ElementsAre("status", "stop queue/server queue/proxy", "freeze 10.0 s", "thaw", "restart queue/server", "await_ready queue/server", "restart queue/proxy",
                                                   "await_ready queue/proxy"));
  EXPECT_THAT(taken->units, ElementsAre("db", "queue")) << "the app has put nothing into its directory yet, and nobody wants the cache back";
  EXPECT_EQ(taken->bytes, 8U);
  EXPECT_EQ(world.files.texts.at("/w/.stackup/snapshots/one/data/db/rows"), "1 2 3");
  EXPECT_EQ(world.files.texts.at("/w/.stackup/snapshots/one/data/queue/log"), "abc");
  EXPECT_EQ(world.files.texts.count("/w/.stackup/snapshots/one/data/cache/page"), 0U);
  EXPECT_EQ(world.files.modes.at("/w/.stackup/snapshots"), 0700U);
  EXPECT_THAT(world.files.settled, ElementsAre("/w/.stackup/snapshots/.one.unfinished"));
}

TEST_F(TakeSnapshot, StopsServicesWhoseDataIsTooLargeToHoldThemStillForIt) {
  request.most_bytes_frozen = 7;
  ASSERT_TRUE(take());
  EXPECT_EQ(world.supervision.asked[1], "stop queue/server queue/proxy db/server");
}

TEST_F(TakeSnapshot, LeavesNothingBehindWhenItCannotCopy) {
  world.files.failing.emplace("/w/.stackup/snapshots/.one.unfinished/data/queue", Error(ErrorCode::disk_full, "full"));
  const auto taken = take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), ErrorCode::disk_full);
  EXPECT_EQ(world.supervision.asked.back(), "await_ready queue/proxy") << "what was stopped runs again";
  EXPECT_FALSE(world.files.exists("/w/.stackup/snapshots/.one.unfinished"));
}

TEST_F(TakeSnapshot, IsNoneWhenTheServicesRanOnMeanwhile) {
  world.supervision.failures.emplace("thaw", Error(ErrorCode::freeze_ended, "they ran on"));
  const auto taken = take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), ErrorCode::freeze_ended);
  EXPECT_FALSE(world.files.exists("/w/.stackup/snapshots/one"));
}

TEST_F(TakeSnapshot, KeepsTheEarlierOneWhenTheNewOneFails) {
  ASSERT_TRUE(take());
  world.files.texts["/w/.stackup/data/db/rows"] = "4";
  world.supervision.failures.emplace("freeze 10.0 s", Error(ErrorCode::freeze_ended, "one does not rest"));
  ASSERT_FALSE(take());
  EXPECT_EQ(world.files.texts.at("/w/.stackup/snapshots/one/data/db/rows"), "1 2 3");
}

TEST_F(TakeSnapshot, SaysBeforehandThatThereIsNoRoom) {
  world.files.free = 7;
  const auto taken = take();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), ErrorCode::disk_full);
  EXPECT_THAT(world.supervision.asked, IsEmpty());
}

}  // namespace
}  // namespace stackup
