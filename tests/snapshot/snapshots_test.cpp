#include "stackup/snapshot/snapshots.h"

#include "tests/fakes/failure_of.h"
#include "tests/fakes/fake_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

Snapshot snapshot_at(const std::string& name, std::int64_t t) {
  Snapshot snapshot;
  snapshot.name = name;
  snapshot.at = WallTime(std::chrono::milliseconds(t));
  snapshot.program_version = "0.1.0";
  snapshot.units = {"postgresql", "shop"};
  snapshot.packages = {{"postgresql", "15+248"}};
  snapshot.bytes = 5'000'000'000;
  snapshot.steps = {{"postgresql/init", "d1", {{"data", "yes"}}, 3ms}, {"shop/migrate", "d2", {}, 5ms}};
  return snapshot;
}

class SnapshotsTest : public ::testing::Test {
 protected:
  void keep(const Snapshot& snapshot) {
    world.files.texts[snapshots.unfinished(snapshot.name) / "data" / "shop" / "rows"] = snapshot.name;
    EXPECT_EQ(testing::failure_of(world.clock.finish(snapshots.keep(snapshot, snapshots.unfinished(snapshot.name)))), std::nullopt);
  }

  testing::FakeWorld world;
  Snapshots snapshots{"/w/.stackup", world.files};
};

TEST_F(SnapshotsTest, ComeBackAsTheyWereKept) {
  const auto one = snapshot_at("one", 2000);
  keep(one);
  const auto found = snapshots.find("one");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, one);
  EXPECT_EQ(world.files.texts.at(snapshots.data("one", "shop") / "rows"), "one");
  EXPECT_EQ(world.files.modes.at("/w/.stackup/snapshots/.one.unfinished/snapshot.json"), 0600U);
}

TEST_F(SnapshotsTest, AreListedOldestFirst) {
  keep(snapshot_at("b", 1000));
  keep(snapshot_at("a", 3000));
  keep(snapshot_at("c", 2000));
  EXPECT_THAT(snapshots.all(), ElementsAre(Field(&Snapshot::name, "b"), Field(&Snapshot::name, "c"), Field(&Snapshot::name, "a")));
}

TEST_F(SnapshotsTest, OneTakesThePlaceOfAnEarlierOneOfItsName) {
  keep(snapshot_at("one", 1000));
  keep(snapshot_at("one", 2000));
  ASSERT_TRUE(snapshots.has("one"));
  EXPECT_EQ(snapshots.find("one")->at, WallTime(2000ms));
  EXPECT_EQ(snapshots.all().size(), 1U);
}

TEST_F(SnapshotsTest, WhatIsNotWholeIsNone) {
  keep(snapshot_at("one", 1000));
  world.files.texts["/w/.stackup/snapshots/one/steps.jsonl"] += "{\"v\":1,\"kind\":\"step_fin";
  EXPECT_THAT(snapshots.all(), IsEmpty());
  world.files.texts["/w/.stackup/snapshots/one/steps.jsonl"] = "";
  EXPECT_EQ(snapshots.all().size(), 1U);
  world.files.texts["/w/.stackup/snapshots/one/snapshot.json"] = R"({"v":2,"name":"one","t":1,"units":[]})";
  EXPECT_FALSE(snapshots.has("one"));
  world.files.texts["/w/.stackup/snapshots/one/snapshot.json"] = R"({"v":1,"name":"two","t":1,"units":[]})";
  EXPECT_FALSE(snapshots.has("one")) << "it was moved here by hand";
}

TEST_F(SnapshotsTest, NamesTheOnesThatThereAreWhenAskedForAnother) {
  EXPECT_EQ(snapshots.find("../etc").error().code(), ErrorCode::unknown_snapshot);
  keep(snapshot_at("before-lab3", 1000));
  const auto found = snapshots.find("before-lab2");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().why(), "there are before-lab3");
  EXPECT_THAT(found.error().tries(), ElementsAre("did you mean 'before-lab3'?", "stackup snapshot list"));
}

TEST_F(SnapshotsTest, AreRemovedWithTheirData) {
  keep(snapshot_at("one", 1000));
  EXPECT_EQ(testing::failure_of(world.clock.finish(snapshots.remove("one"))), std::nullopt);
  EXPECT_THAT(world.files.texts, IsEmpty());
}

TEST(SnapshotName, IsAPlainFileName) {
  for (const char* good : {"a", "before-lab3", "2026-11-22_v1.0", "X"}) EXPECT_TRUE(is_snapshot_name(good)) << good;
  for (const char* bad : {"", ".", "..", ".hidden", "-x", "a/b", "a b", "naïve", "12345678901234567890123456789012345678901"}) EXPECT_FALSE(is_snapshot_name(bad)) << bad;
}

TEST(SnapshotJson, IsReadWithinLimits) {
  for (const char* text : {"", "{", "[]", "{}", R"({"v":1})", R"({"v":1,"name":7,"t":1,"units":[]})", R"({"v":1,"name":"a","t":"x","units":[]})", R"({"v":1,"name":"a","t":1,"units":[1]})"})
    EXPECT_EQ(snapshot_from_json(text), std::nullopt) << text;
}

}  // namespace
}  // namespace stackup
