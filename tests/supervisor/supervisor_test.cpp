#include "tests/supervisor/supervisor_fixture.h"

#include "stackup/control/spec_json.h"
#include "tests/fakes/failure_of.h"

namespace stackup::testing {
namespace {

TEST_F(SupervisorTest, StartsAProcessAndKeepsItsSpecForALaterSupervisor) {
  will("api/web");
  start(spec_of("api/web"));
  EXPECT_EQ(journal.list, (std::vector<Event>{ProcessStarting{"api/web", "digest of api/web"}, ProcessStarted{"api/web", first}, ProcessReady{"api/web", 0s}}));
  EXPECT_EQ(spec_from_json(world.files.texts.at("/w/specs/api+web.json")), spec_of("api/web"));
  EXPECT_EQ(world.files.modes.at("/w/specs/api+web.json"), 0600U);
  EXPECT_TRUE(supervisor.keeps(first.pid));
  EXPECT_FALSE(supervisor.keeps(second.pid));
}

TEST_F(SupervisorTest, DoesNotStartWhatItCouldNotRemember) {
  const Error full(ErrorCode::disk_full, "no room");
  world.files.failing.emplace("/w/specs/api+web.json", full);
  const auto started = world.clock.finish(supervisor.start(spec_of("api/web")));
  EXPECT_EQ(failure_of(started), full);
  EXPECT_TRUE(world.processes.spawned.empty());
}

TEST_F(SupervisorTest, LeavesARunningProcessAloneWhoseSpecIsTheSame) {
  will("api/web");
  start(spec_of("api/web"));
  start(spec_of("api/web"));
  EXPECT_EQ(world.processes.spawned.size(), 1U);
}

TEST_F(SupervisorTest, ReplacesARunningProcessWhoseSpecChanged) {
  will("api/web");
  start(spec_of("api/web"));
  auto changed = spec_of("api/web");
  changed.digest = "new";
  start(changed);
  EXPECT_EQ(journal.list, (std::vector<Event>{ProcessStarting{"api/web", "digest of api/web"}, ProcessStarted{"api/web", first}, ProcessReady{"api/web", 0s}, ProcessStopping{"api/web"},
                                              ProcessStopped{"api/web"}, ProcessStarting{"api/web", "new"}, ProcessStarted{"api/web", second}, ProcessReady{"api/web", 0s}}));
}

TEST_F(SupervisorTest, StartsWhatFailedAgain) {
  world.processes.spawns["api/web"] = {fail(Error(ErrorCode::bug, "no")), ScriptedProcess{}};
  start(spec_of("api/web"));
  start(spec_of("api/web"));
  EXPECT_EQ(world.processes.spawned.size(), 2U);
  EXPECT_TRUE(supervisor.keeps(first.pid));
}

TEST_F(SupervisorTest, TellsWhenAProcessIsReady) {
  auto spec = spec_of("api/web");
  spec.ready = TcpProbe{"127.0.0.1", 80};
  world.network.owners = {Ownership::nobody, Ownership::nobody, Ownership::ours};
  will("api/web");
  start(spec);
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.await_ready("api/web"))), std::nullopt);
}

TEST_F(SupervisorTest, TellsWhyAProcessFailed) {
  const Error error(ErrorCode::bug, "can't be started");
  world.processes.spawns["api/web"].emplace_back(fail(error));
  start(spec_of("api/web"));
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.await_ready("api/web"))), error);
}

TEST_F(SupervisorTest, AnUnknownProcessIsNotRunning) {
  const auto awaited = world.clock.finish(supervisor.await_ready("api/web"));
  EXPECT_EQ(failure_of(awaited), Error(ErrorCode::not_running, "api/web is not running"));
}

TEST_F(SupervisorTest, StopsDependantsBeforeWhatTheyNeed) {
  for (const auto* id : {"a/db", "b/api", "c/web"}) will(id, {.ends_after = {{SIGTERM, 1s}}});
  start(spec_of("a/db"));
  start(spec_of("b/api", {"a/db"}));
  start(spec_of("c/web", {"b/api"}));
  const std::vector<std::string> all;
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.stop(all))), std::nullopt);
  EXPECT_EQ(stopped(), (std::vector<std::string>{"c/web", "b/api", "a/db"}));
  EXPECT_GE(world.clock.elapsed(), 3s);
}

TEST_F(SupervisorTest, LeavesAloneWhatIsStartedInItsPlaceMeanwhile) {  // as by an up after a reset that was killed
  for (const auto* id : {"a/db", "c/web"}) will(id, {.ends_after = {{SIGTERM, 1s}}});
  will("a/db");
  start(spec_of("a/db"));
  start(spec_of("c/web", {"a/db"}));
  const std::vector<std::string> all;
  const auto stop = [&]() -> Task<void> {
    auto stopped = co_await supervisor.stop(all);
    EXPECT_EQ(failure_of(stopped), std::nullopt);
  };
  world.clock.start(stop());
  auto changed = spec_of("a/db");
  changed.digest = "new";
  start(changed);
  world.clock.run();
  EXPECT_EQ(stopped(), (std::vector<std::string>{"c/web", "a/db"}));
  EXPECT_EQ(programs(), (std::vector<std::string>{"a/db", "c/web", "a/db"}));
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.await_ready("a/db"))), std::nullopt);
}

TEST_F(SupervisorTest, SettlesWhenWhatIsBeingStoppedIsGone) {
  will("a/db", {.ends_after = {{SIGTERM, 1s}}});
  start(spec_of("a/db"));
  const auto settle = [&]() -> Task<bool> {
    co_await supervisor.settle();
    co_return true;
  };
  EXPECT_TRUE(world.clock.finish(settle()));
  EXPECT_EQ(world.clock.elapsed(), 0s);
  const std::vector<std::string> all;
  const auto stop = [&]() -> Task<void> {
    auto stopped = co_await supervisor.stop(all);
    EXPECT_EQ(failure_of(stopped), std::nullopt);
  };
  world.clock.start(stop());
  EXPECT_TRUE(world.clock.finish(settle()));
  EXPECT_EQ(stopped(), std::vector<std::string>{"a/db"});
}

TEST_F(SupervisorTest, StopsAtOnceWhatDoesNotDependOnEachOther) {
  for (const auto* id : {"a/x", "b/x", "c/x"}) will(id, {.ends_after = {{SIGTERM, 1s}}});
  for (const auto* id : {"a/x", "b/x", "c/x"}) start(spec_of(id));
  const std::vector<std::string> all;
  EXPECT_TRUE(world.clock.finish(supervisor.stop(all)).has_value());
  EXPECT_LT(world.clock.elapsed(), 2s);
}

TEST_F(SupervisorTest, StopsOnlyWhatIsNamedAndLeavesUnknownIdsOut) {
  will("a/x");
  will("b/x");
  start(spec_of("a/x"));
  start(spec_of("b/x"));
  const std::vector<std::string> ids = {"a/x", "none/x"};
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.stop(ids))), std::nullopt);
  EXPECT_EQ(stopped(), (std::vector<std::string>{"a/x"}));
}

TEST_F(SupervisorTest, ACircleOfSpecsIsStoppedAllTheSame) {
  will("a/x");
  will("b/x");
  start(spec_of("a/x", {"b/x"}));
  start(spec_of("b/x", {"a/x"}));
  const std::vector<std::string> all;
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.stop(all))), std::nullopt);
  EXPECT_EQ(stopped().size(), 2U);
}

TEST_F(SupervisorTest, RestartsWithTheSameSpec) {
  will("api/web");
  start(spec_of("api/web"));
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.restart("api/web"))), std::nullopt);
  EXPECT_EQ(programs(), (std::vector<std::string>{"api/web", "api/web"}));
  EXPECT_EQ(stopped(), (std::vector<std::string>{"api/web"}));
}

TEST_F(SupervisorTest, CannotRestartWhatWasNeverStarted) {
  const auto restarted = world.clock.finish(supervisor.restart("api/web"));
  EXPECT_EQ(failure_of(restarted), Error(ErrorCode::not_running, "api/web was never started here").try_("stackup up"));
}

TEST_F(SupervisorTest, ShuttingDownStopsEverythingAndIsTold) {
  will("api/web");
  start(spec_of("api/web"));
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.shut_down())), std::nullopt);
  EXPECT_TRUE(supervisor.finished().is_set());
  EXPECT_EQ(stopped(), (std::vector<std::string>{"api/web"}));
}

TEST_F(SupervisorTest, TwoWhoRestartOneProcessAtATimeBothGetTheirWay) {
  will("api/web", {.ends_after = {{SIGTERM, 1s}}});
  start(spec_of("api/web"));
  int answered = 0;
  const auto restart = [&]() -> Task<void> {
    const auto restarted = co_await supervisor.restart("api/web");
    if (restarted) ++answered;
  };
  world.clock.start(restart());
  world.clock.start(restart());
  world.clock.run();
  EXPECT_EQ(answered, 2);
  EXPECT_TRUE(supervisor.keeps(world.processes.identity(static_cast<int>(world.processes.spawned.size())).pid));
}

TEST_F(SupervisorTest, ShuttingDownWhileAProcessIsReplacedLeavesNothingRunning) {
  will("api/web", {.ends_after = {{SIGTERM, 1s}}});
  start(spec_of("api/web"));
  auto changed = spec_of("api/web");
  changed.digest = "new";
  const auto replace = [&]() -> Task<void> { co_await supervisor.start(changed); };
  const auto shut_down = [&]() -> Task<void> { co_await supervisor.shut_down(); };
  world.clock.start(replace());
  world.clock.start(shut_down());
  world.clock.run();
  EXPECT_TRUE(supervisor.finished().is_set());
  EXPECT_EQ(stopped().size(), world.processes.spawned.size());
}

TEST_F(SupervisorTest, StartsNothingMoreOnceItShutsDown) {
  will("api/web", {.ends_after = {{SIGTERM, 1s}}});
  start(spec_of("api/web"));
  auto changed = spec_of("api/web");
  changed.digest = "new";
  std::vector<Result<void>> answers;
  const auto shut_down = [&]() -> Task<void> { co_await supervisor.shut_down(); };
  const auto replace = [&]() -> Task<void> {
    auto answer = co_await supervisor.start(changed);
    answers.push_back(std::move(answer));
  };
  const auto restart = [&]() -> Task<void> {
    auto answer = co_await supervisor.restart("api/web");
    answers.push_back(std::move(answer));
  };
  world.clock.start(shut_down());
  world.clock.start(replace());
  world.clock.start(restart());
  world.clock.run();
  ASSERT_EQ(answers.size(), 2U);
  for (const auto& answer : answers) EXPECT_EQ(failure_of(answer).value().code(), ErrorCode::not_running);
  EXPECT_EQ(world.processes.spawned.size(), 1U);
}

TEST_F(SupervisorTest, HandingOverLeavesEverythingRunning) {
  will("api/web");
  start(spec_of("api/web"));
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.hand_over())), std::nullopt);
  EXPECT_TRUE(supervisor.finished().is_set());
  EXPECT_TRUE(world.processes.signals.empty());
  EXPECT_FALSE(world.clock.finish(supervisor.start(spec_of("api/other"))).value().has_value()) << "its successor starts it";
}

TEST_F(SupervisorTest, TheStatusHoldsWhatIsKnownOfEachProcess) {
  will("api/web");
  start(spec_of("api/web"));
  ProcessStatus expected;
  expected.id = "api/web";
  expected.unit = "api";
  expected.state = ProcessState::ready;
  expected.pid = first.pid;
  expected.digest = "digest of api/web";
  expected.log = "/w/api.log";
  expected.ports = {80};
  const auto told = world.clock.finish(supervisor.status());
  EXPECT_EQ(told.value().value(), std::vector<ProcessStatus>{expected});
}

class TakeOverTest : public SupervisorTest {
 protected:
  void remembered(const ProcessSpec& spec, ProcessState process_state, const ProcessIdentity& who) {
    std::string name = spec.id;
    name.replace(name.find('/'), 1, "+");
    world.files.texts["/w/specs/" + name + ".json"] = spec_json(spec);
    state.processes[spec.id] = {process_state, who, spec.digest, {}, 0, "", std::nullopt};
  }

  RunState state;
  const ProcessIdentity old{4711, 5, "boot"};
};

TEST_F(TakeOverTest, AdoptsWhatStillRunsWithoutTouchingIt) {
  remembered(spec_of("api/web"), ProcessState::ready, old);
  world.processes.adoptable[old.pid] = {};
  take_over(state);
  EXPECT_EQ(world.processes.adopted, (std::vector<ProcessIdentity>{old}));
  EXPECT_TRUE(journal.list.empty());
  EXPECT_TRUE(world.processes.spawned.empty());
  EXPECT_EQ(failure_of(world.clock.finish(supervisor.await_ready("api/web"))), std::nullopt);
  start(spec_of("api/web"));
  EXPECT_TRUE(world.processes.spawned.empty()) << "it runs, and its spec is the same";
}

TEST_F(TakeOverTest, LetsGoOfWhatItsPredecessorHeldStill) {
  remembered(spec_of("api/web"), ProcessState::ready, old);
  world.processes.adoptable[old.pid] = {};
  take_over(state);
  EXPECT_EQ(world.processes.signals_to_all, (std::vector{FakeProcesses::SentToAll{{mark_of("/w", Marked::process, "api/web")}, SIGCONT, 0s}}));
}

TEST_F(TakeOverTest, StartsAgainWhatEndedMeanwhile) {
  remembered(spec_of("api/web"), ProcessState::ready, old);
  will("api/web");
  take_over(state);
  EXPECT_EQ(journal.list, (std::vector<Event>{ProcessExited{"api/web", {.known = false}}, ProcessStarting{"api/web", "digest of api/web"}, ProcessStarted{"api/web", first},
                                              ProcessReady{"api/web", 0s}}));
}

TEST_F(TakeOverTest, HonoursThePolicyOfWhatEndedMeanwhile) {
  auto once = spec_of("api/web");
  once.restart.when = RestartWhen::never;
  remembered(once, ProcessState::ready, old);
  take_over(state);
  EXPECT_TRUE(world.processes.spawned.empty());
  EXPECT_EQ(journal.list, (std::vector<Event>{ProcessExited{"api/web", {.known = false}}, ProcessStopped{"api/web"}}));
}

TEST_F(TakeOverTest, HonoursThePolicyOfWhatHadEndedWhenTheSupervisorDied) {
  auto once = spec_of("api/web");
  once.restart.when = RestartWhen::never;
  remembered(once, ProcessState::ready, old);
  state = apply(std::move(state), ProcessExited{"api/web", {}}, {});
  take_over(state);
  EXPECT_TRUE(world.processes.spawned.empty());
  EXPECT_EQ(journal.list, (std::vector<Event>{ProcessStopped{"api/web"}}));
}

TEST_F(TakeOverTest, FindsWhatWasSpawnedButNotYetWrittenDown) {
  remembered(spec_of("api/web"), ProcessState::starting, {});
  world.processes.adoptable[4712] = {};
  world.processes.marked[mark_of("/w", Marked::process, "api/web").value] = 4712;
  take_over(state);
  EXPECT_TRUE(world.processes.spawned.empty()) << "it must not run twice";
  EXPECT_EQ(journal.list, (std::vector<Event>{ProcessStarted{"api/web", {4712, 7, "boot"}}, ProcessReady{"api/web", 0s}}));
}

TEST_F(TakeOverTest, EndsWhatIsLeftOfAProcessThatHasFailed) {
  remembered(spec_of("api/web"), ProcessState::failed, {});
  world.processes.adoptable[4712] = {};
  world.processes.marked[mark_of("/w", Marked::process, "api/web").value] = 4712;
  take_over(state);
  EXPECT_EQ(world.processes.signals, (std::vector<FakeProcesses::Sent>{{4712, SIGTERM, true, 0s}}));
}

TEST_F(TakeOverTest, LeavesWhatWasStoppedOrHasFailed) {
  remembered(spec_of("a/x"), ProcessState::stopped, {});
  remembered(spec_of("b/x"), ProcessState::failed, {});
  take_over(state);
  EXPECT_TRUE(world.processes.adopted.empty());
  EXPECT_TRUE(world.processes.spawned.empty());
}

TEST_F(TakeOverTest, GoesOnStoppingWhatWasBeingStopped) {
  remembered(spec_of("a/x"), ProcessState::stopping, old);
  remembered(spec_of("b/x"), ProcessState::stopping, {4712, 5, "boot"});
  world.processes.adoptable[old.pid] = {};
  take_over(state);
  EXPECT_EQ(stopped(), (std::vector<std::string>{"b/x", "a/x"})) << "b/x had ended meanwhile";
  EXPECT_EQ(world.processes.signals, (std::vector<FakeProcesses::Sent>{{old.pid, SIGTERM, false, 0s}}));
  EXPECT_TRUE(world.processes.spawned.empty());
}

TEST_F(TakeOverTest, StartsAnewWhatIsStillBeingStopped) {
  remembered(spec_of("api/web"), ProcessState::stopping, old);
  world.processes.adoptable[old.pid] = {.ends_after = {{SIGTERM, 1s}}};
  will("api/web");
  world.clock.start(supervisor.take_over(state));
  start(spec_of("api/web"));
  EXPECT_EQ(world.processes.spawned.size(), 1U);
  EXPECT_EQ(journal.list.back(), (Event{ProcessReady{"api/web", 0s}}));
}

TEST_F(TakeOverTest, LeavesOutWhatHasNoSpecAnyMore) {
  state.processes["api/web"] = {ProcessState::ready, old, "d", {}, 0, "", std::nullopt};
  world.processes.adoptable[old.pid] = {};
  take_over(state);
  EXPECT_TRUE(world.processes.spawned.empty());
}

}  // namespace
}  // namespace stackup::testing
