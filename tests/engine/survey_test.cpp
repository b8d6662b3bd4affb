#include "stackup/engine/survey.h"

#include "tests/fakes/failure_of.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/recording_events.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

class SurveyTest : public ::testing::Test {
 protected:
  FakeWorld world;
  Ports ports = world.ports();
  RecordingEvents events;
  RunState state;
};

ProcessStatus process(const std::string& id, int pid, std::vector<int> listens) {
  ProcessStatus status;
  status.id = id;
  status.pid = pid;
  status.ports = std::move(listens);
  return status;
}

TEST_F(SurveyTest, PortsOfRunningProcessesAreOurs) {
  state.ports[{"db", "sql"}] = 5432;
  world.network.listening = {80, 5432};
  world.files.texts["/proc/sys/net/ipv4/ip_local_port_range"] = "40000\t60999\n";
  const auto facts = survey_ports(ports, state, "/w", {process("db/server", 7, {5432}), process("api/web", 0, {80})}, {{9000, "/other"}});
  EXPECT_EQ(facts.kept, state.ports);
  EXPECT_EQ(facts.listening, (std::set<int>{80, 5432}));
  EXPECT_EQ(facts.ours, (std::set<int>{5432}));
  EXPECT_EQ(facts.reserved, (std::map<int, std::string>{{9000, "/other"}}));
  EXPECT_EQ(facts.ephemeral_begin, 40000);
}

TEST_F(SurveyTest, APortThatAnOrphanOfOursStillHoldsIsOurs) {
  state.ports[{"api", "web"}] = 80;
  world.network.listening = {80};
  EXPECT_EQ(survey_ports(ports, state, "/w", {process("api/web", 0, {})}, {}).ours, (std::set<int>{}));
  world.processes.marked[mark_of("/w", Marked::process, "api/web").value] = 4712;
  world.network.owners = {Ownership::ours, Ownership::nobody, Ownership::foreign};
  EXPECT_EQ(survey_ports(ports, state, "/w", {process("api/web", 0, {})}, {}).ours, (std::set<int>{80})) << "it is stopped before the process is started again";
  EXPECT_EQ(survey_ports(ports, state, "/w", {process("api/web", 0, {})}, {}).ours, (std::set<int>{80})) << "it was stopped between the two looks";
  EXPECT_EQ(survey_ports(ports, state, "/w", {process("api/web", 0, {})}, {}).ours, (std::set<int>{})) << "somebody else took it meanwhile";
}

TEST_F(SurveyTest, AMachineThatDoesNotTellItsRangeHasTheUsualOne) {
  EXPECT_EQ(survey_ports(ports, state, "/w", {}, {}).ephemeral_begin, 32768);
  world.files.texts["/proc/sys/net/ipv4/ip_local_port_range"] = "garbage";
  EXPECT_EQ(survey_ports(ports, state, "/w", {}, {}).ephemeral_begin, 32768);
}

TEST_F(SurveyTest, FindsMissingPackagesAndWhatNoLongerHolds) {
  world.packages.absent = {"redis"};
  Step packages, done, other;
  packages.id = "packages";
  packages.spec = PackagesStep{{"postgresql", "redis"}};
  done.id = "api/file";
  done.spec = FileStep{"/w/a", "/w", "", 0600};
  other.id = "api/other";
  other.spec = FileStep{"/w/b", "/w", "", 0600};
  state.done["api/file"] = {};
  const StepContext context{ports, events, state, ""};
  const auto facts = survey({packages, done, other}, context, {process("db/server", 7, {})});
  EXPECT_EQ(facts.missing_packages, (std::set<std::string>{"redis"}));
  EXPECT_EQ(facts.broken, (std::map<std::string, std::string>{{"api/file", "the file is gone"}}));
  EXPECT_EQ(facts.processes, (std::map<std::string, ProcessStatus>{{"db/server", process("db/server", 7, {})}}));
  EXPECT_EQ(facts.state, state);
}

TEST_F(SurveyTest, WakesASupervisorForWhatADeadOneLeftRunning) {
  world.supervision.running = false;
  state.processes["db/server"].identity = {7, 1, "boot"};
  EXPECT_EQ(failure_of(world.clock.finish(adopt_leftovers(state, "/w", ports))), std::nullopt);
  EXPECT_TRUE(world.supervision.asked.empty()) << "the process is gone";
  world.processes.marked[mark_of("/w", Marked::process, "db/server").value] = 7;
  EXPECT_EQ(failure_of(world.clock.finish(adopt_leftovers(state, "/w", ports))), std::nullopt);
  EXPECT_EQ(world.supervision.asked, (std::vector<std::string>{"wake"}));
}

TEST_F(SurveyTest, DoesNotWakeASupervisorThatRuns) {
  state.processes["db/server"].identity = {7, 1, "boot"};
  world.processes.marked[mark_of("/w", Marked::process, "db/server").value] = 7;
  EXPECT_EQ(failure_of(world.clock.finish(adopt_leftovers(state, "/w", ports))), std::nullopt);
  EXPECT_TRUE(world.supervision.asked.empty());
}

}  // namespace
}  // namespace stackup::testing
