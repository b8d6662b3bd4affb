#include "tests/engine/keep_process_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;
using Sent = FakeProcesses::Sent;

const ProcessIdentity first = FakeProcesses::identity(1);
const ProcessIdentity second = FakeProcesses::identity(2);

TEST_F(KeepProcessTest, StartsAProcessAndTellsWhenItIsReady) {
  will({});
  start();
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessReady{"db/server", 0s}}));
  EXPECT_TRUE(keeper().settled().is_set());
  EXPECT_FALSE(keeper().done().is_set());
  ASSERT_EQ(world.processes.spawned.size(), 1U);
  EXPECT_EQ(world.processes.spawned[0].program, spec.program);
  EXPECT_EQ(world.processes.spawned[0].log, spec.log);
}

TEST_F(KeepProcessTest, FailsWhenTheProgramCannotBeStarted) {
  const Error error = Error(ErrorCode::bug, "postgres can't be started").because("No such file or directory");
  world.processes.spawns["postgres"].emplace_back(fail(error));
  start();
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessFailed{"db/server", error}}));
  EXPECT_TRUE(keeper().settled().is_set());
  EXPECT_TRUE(keeper().done().is_set());
}

TEST_F(KeepProcessTest, BacksOffLongerEachTimeAndGivesUpAfterTheLimit) {
  spec.restart.limit = 3;
  will({.lifetime = 1s, .exit = {.code = 3}});
  start();
  world.clock.run();
  const Exit exit{3, 0, true};
  std::vector<Event> expected;
  for (int n = 1; n <= 4; ++n) {
    const auto who = FakeProcesses::identity(n);
    expected.insert(expected.end(), {ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", who}});
    expected.emplace_back(ProcessReady{"db/server", 0s});
    expected.emplace_back(ProcessExited{"db/server", exit});
    if (n < 4) expected.emplace_back(backing_off(500ms * (1 << (n - 1)), n, "exit code 3"));
  }
  const Error gave_up = Error(ErrorCode::gave_up, "db/server ended 4 times in a row").because("exit code 3").log("/w/db.log", {}).try_("stackup logs db");
  expected.emplace_back(ProcessFailed{"db/server", gave_up});
  EXPECT_EQ(events.list, expected);
  EXPECT_EQ(world.processes.spawned_at, (std::vector<Duration>{0s, 1500ms, 3500ms, 6500ms}));
  EXPECT_TRUE(keeper().done().is_set());
}

TEST_F(KeepProcessTest, ALongRunStartsTheCountAnew) {
  spec.restart.limit = 1;
  will({.lifetime = 1s, .exit = {.code = 3}});
  will({.lifetime = 60s, .exit = {.code = 3}});
  will({.lifetime = 1s, .exit = {.code = 3}});
  start();
  world.clock.run();
  // The second ran for reset_after, so that the third is the first restart again.
  EXPECT_EQ(world.processes.spawned_at, (std::vector<Duration>{0s, 1500ms, 62s}));
  EXPECT_TRUE(keeper().done().is_set());
}

TEST_F(KeepProcessTest, AnExitBeforeItEverWasReadyFailsAtOnceWithTheLogSinceTheStart) {
  spec.ready = TcpProbe{"127.0.0.1", 5432};
  world.network.owners = {Ownership::nobody};
  world.files.texts["/w/db.log"] = "of yesterday\n";
  world.clock.after(50ms, [this] { world.files.texts["/w/db.log"] += "FATAL: no room\n"; });
  will({.lifetime = 100ms, .exit = {.code = 1}});
  start();
  world.clock.run();
  const Error early = Error(ErrorCode::exited_early, "db/server ended before it was ready").because("exit code 1").log("/w/db.log", {"FATAL: no room"});
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessExited{"db/server", {1, 0, true}}, ProcessFailed{"db/server", early}}));
  EXPECT_EQ(world.processes.spawned.size(), 1U);
}

TEST_F(KeepProcessTest, AnExitBeforeReadinessIsBackedOffFromOnceItWasReady) {
  spec.ready = TcpProbe{"127.0.0.1", 5432};
  spec.restart.limit = 2;
  world.network.owners = {Ownership::ours, Ownership::nobody};
  will({.lifetime = 1s, .exit = {.code = 1}});
  start();
  world.clock.run();
  int ready = 0, backed_off = 0;
  for (const auto& event : events.list) {
    ready += std::holds_alternative<ProcessReady>(event);
    backed_off += std::holds_alternative<ProcessBackingOff>(event);
  }
  EXPECT_EQ(ready, 1);
  EXPECT_EQ(backed_off, 2);
  EXPECT_TRUE(std::holds_alternative<ProcessFailed>(events.list.back()));
}

TEST_F(KeepProcessTest, EndsAProcessThatDoesNotBecomeReadyInTime) {
  spec.ready = TcpProbe{"127.0.0.1", 5432};
  world.network.owners = {Ownership::nobody};
  will({});
  start();
  world.clock.run();
  const Error late = Error(ErrorCode::not_ready, "db/server did not become ready within 2.0 s").because("nothing listens on port 5432 yet").log("/w/db.log", {});
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessFailed{"db/server", late}}));
  EXPECT_EQ(world.processes.signals, (std::vector<Sent>{{first.pid, SIGTERM, false, 2s}}));
  EXPECT_TRUE(keeper().done().is_set());
}

TEST_F(KeepProcessTest, AProcessThatEndsWellIsNotStartedAgain) {
  will({.lifetime = 1s});
  start();
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessReady{"db/server", 0s}, ProcessExited{"db/server", {}}, ProcessStopped{"db/server"}}));
}

TEST_F(KeepProcessTest, AFailureThatIsNotFollowedByARestartIsToldWithItsCause) {
  spec.restart.when = RestartWhen::never;
  will({.lifetime = 1s, .exit = {.code = 3}});
  start();
  world.clock.run();
  const auto expected = Error(ErrorCode::not_restarted, "db/server ended").because("exit code 3").log("/w/db.log", {}).try_("stackup logs db");
  EXPECT_EQ(events.list.back(), Event(ProcessFailed{"db/server", expected}));
  EXPECT_EQ(world.processes.spawned.size(), 1U);
}

TEST_F(KeepProcessTest, StopsWhenToldSo) {
  will({});
  start();
  stop_after(3s);
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessReady{"db/server", 0s}, ProcessStopping{"db/server"}, ProcessStopped{"db/server"}}));
  EXPECT_EQ(world.processes.signals, (std::vector<Sent>{{first.pid, SIGTERM, false, 3s}}));
  EXPECT_TRUE(keeper().done().is_set());
}

TEST_F(KeepProcessTest, StopsBeforeItIsReady) {
  spec.ready = TcpProbe{"127.0.0.1", 5432};
  world.network.owners = {Ownership::nobody};
  will({});
  start();
  stop_after(1s);
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessStopping{"db/server"}, ProcessStopped{"db/server"}}));
}

TEST_F(KeepProcessTest, StopsDuringBackOffWithoutAnotherStart) {
  will({.lifetime = 1s, .exit = {.code = 3}});
  start();
  stop_after(1200ms);
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessReady{"db/server", 0s}, ProcessExited{"db/server", {3, 0, true}},
                                             backing_off(500ms, 1, "exit code 3"), ProcessStopped{"db/server"}}));
  EXPECT_EQ(world.clock.elapsed(), 1200ms);
}

TEST_F(KeepProcessTest, KillsWhatIgnoresTheSignalAfterTheGrace) {
  will({.ends_after = {{SIGKILL, 0s}}});
  start();
  stop_after(1s);
  world.clock.run();
  ASSERT_EQ(world.processes.signals.size(), 2U);
  EXPECT_EQ(world.processes.signals[0], (Sent{first.pid, SIGTERM, false, 1s}));
  const Sent killed = world.processes.signals[1];
  EXPECT_EQ(killed, (Sent{first.pid, SIGKILL, true, killed.at}));
  EXPECT_GE(killed.at, 11s);
  EXPECT_LE(killed.at, 11s + 50ms);
  EXPECT_EQ(events.list.back(), Event(ProcessStopped{"db/server"}));
}

TEST_F(KeepProcessTest, EndsWhatOutlivedTheMainProcessBeforeItStartsAgain) {
  will({.lifetime = 1s, .exit = {.code = 3}, .survivors = {4242}});
  will({});
  start();
  world.clock.run();
  EXPECT_EQ(world.processes.signals, (std::vector<Sent>{{first.pid, SIGTERM, true, 1s}}));
  EXPECT_EQ(world.processes.spawned.size(), 2U);
}

TEST_F(KeepProcessTest, EndsWhatAnEarlierSupervisorsProcessLeftBehindBeforeItStarts) {
  world.processes.adoptable[4242] = {.survivors = {4243}};
  world.processes.marked[77] = 4242;
  will({});
  start();
  world.clock.run();
  EXPECT_EQ(world.processes.signals, (std::vector<Sent>{{4242, SIGTERM, true, 0s}}));
  ASSERT_EQ(world.processes.spawned.size(), 1U);
  EXPECT_EQ(world.processes.spawned[0].mark, ProcessMark{77});
}

TEST_F(KeepProcessTest, AnAdoptedProcessThatMayHaveToldADeadSupervisorOfItsReadinessIsStartedAnew) {
  spec.ready = NotifyProbe{};
  spec.ports = {5432};
  world.network.notifications = {{100ms, "READY=1"}};
  world.network.owners = {Ownership::ours};
  world.processes.adoptable[4711] = {};
  will({});
  start(Adopted{world.processes.adopt({4711, 5, "boot"}, {}), false});
  world.clock.run();
  EXPECT_EQ(world.processes.signals, (std::vector<Sent>{{4711, SIGTERM, false, 0s}}));
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessReady{"db/server", 100ms}}))
      << "PostgreSQL listens long before it is ready";
}

TEST_F(KeepProcessTest, AnAdoptedProcessWhoseLogHoldsTheLinesOfAnEarlierOneIsStartedAnew) {
  spec.ready = LogProbe{"ready"};
  world.files.texts[spec.log] = "ready\n";
  world.processes.adoptable[4711] = {};
  will({});
  start(Adopted{world.processes.adopt({4711, 5, "boot"}, {}), false});
  world.clock.run_for(1s);
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}}));
}

TEST_F(KeepProcessTest, StartsOnlyWhenNobodyCanTakeTheDeadOneForAlive) {
  world.processes.unreaped_until = 300ms;  // as PostgreSQL would, by the pid in its lock file
  will({});
  start();
  world.clock.run();
  ASSERT_EQ(world.processes.spawned_at.size(), 1U);
  EXPECT_GE(world.processes.spawned_at[0], 300ms);
  EXPECT_LT(world.processes.spawned_at[0], 400ms);
}

TEST_F(KeepProcessTest, DoesNotWaitForEverForSomebodyToReap) {
  world.processes.unreaped_until = 1h;
  will({});
  start();
  world.clock.run();
  EXPECT_EQ(world.processes.spawned.size(), 1U);
}

TEST_F(KeepProcessTest, AnAdoptedProcessGoesOnCountingItsRestarts) {
  spec.restart.limit = 3;
  world.processes.adoptable[4711] = {.lifetime = 1s, .exit = {.code = 1}};
  start(Adopted{world.processes.adopt({4711, 5, "boot"}, {}), true, 3});
  world.clock.run();
  ASSERT_FALSE(events.list.empty());
  EXPECT_TRUE(std::holds_alternative<ProcessFailed>(events.list.back()));
}

TEST_F(KeepProcessTest, AnAdoptedProcessThatWasReadyIsSettledWithoutAnEvent) {
  world.processes.adoptable[4711] = {};
  start(Adopted{world.processes.adopt({4711, 5, "boot"}, {}), true});
  world.clock.run();
  EXPECT_EQ(events.list, std::vector<Event>{});
  EXPECT_TRUE(keeper().settled().is_set());
}

TEST_F(KeepProcessTest, AnAdoptedProcessThatWasNotReadyIsWaitedFor) {
  spec.ready = TcpProbe{"127.0.0.1", 5432};
  world.network.owners = {Ownership::nobody, Ownership::ours};
  world.processes.adoptable[4711] = {};
  start(Adopted{world.processes.adopt({4711, 5, "boot"}, {}), false});
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessReady{"db/server", 1ms}}));
  EXPECT_EQ(world.network.owners_asked, (std::vector<std::pair<int, int>>{{5432, 4711}, {5432, 4711}}));
}

TEST_F(KeepProcessTest, AnAdoptedProcessThatEndsIsStartedAgain) {
  world.processes.adoptable[4711] = {.lifetime = 1s, .exit = {.known = false}};
  will({});
  start(Adopted{world.processes.adopt({4711, 5, "boot"}, {}), true});
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessExited{"db/server", {0, 0, false}}, backing_off(500ms, 1, to_string(Exit{0, 0, false})), ProcessStarting{"db/server", "d"},
                                             ProcessStarted{"db/server", first}, ProcessReady{"db/server", 0s}}));
}

TEST_F(KeepProcessTest, ARestartTellsWhatTheLogComplainsOf) {
  world.files.texts["/w/db.log"] = "from an earlier run: Permission denied\n";
  will({.lifetime = 1s, .exit = {.code = 1}});
  start();
  world.clock.after(10ms, [this] { world.files.texts["/w/db.log"] += "FATAL: could not write lock file: No space left on device\nbye\n"; });
  stop_after(1200ms);
  world.clock.run();
  ASSERT_EQ(told<ProcessBackingOff>().size(), 1U);
  EXPECT_EQ(told<ProcessBackingOff>()[0].error->why(), "exit code 1; FATAL: could not write lock file: No space left on device");
}

TEST_F(KeepProcessTest, AProcessThatNotifiesGetsASocketAndIsReadyWhenItSaysSo) {
  spec.ready = NotifyProbe{};
  world.network.notifications = {{100ms, "STATUS=loading"}, {200ms, "MAINPID=1\nREADY=1"}};
  will({});
  start();
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessStarted{"db/server", first}, ProcessReady{"db/server", 300ms}}));
  EXPECT_EQ(world.network.notify_sockets, (std::vector<std::filesystem::path>{"/run/w/db.server.notify"}));
  EXPECT_EQ(world.processes.spawned.at(0).program.environment, (EnvironmentMap{{"NOTIFY_SOCKET", "/run/w/db.server.notify"}}));
}

TEST_F(KeepProcessTest, FailsWhenTheNotifySocketCannotBeMade) {
  spec.ready = NotifyProbe{};
  const Error error(ErrorCode::bug, "no socket");
  world.network.no_notifications = error;
  start();
  world.clock.run();
  EXPECT_EQ(events.list, (std::vector<Event>{ProcessStarting{"db/server", "d"}, ProcessFailed{"db/server", error}}));
  EXPECT_TRUE(world.processes.spawned.empty());
}

TEST_F(KeepProcessTest, KeepsTheProcessThoughTheJournalIsFull) {
  events.room = 0;
  will({.lifetime = 1s, .exit = {.code = 3}});
  will({});
  start();
  world.clock.run();
  EXPECT_EQ(world.processes.spawned.size(), 2U);
  EXPECT_TRUE(keeper().settled().is_set());
}

}  // namespace
}  // namespace stackup::testing
