#include "stackup/plan/assign_ports.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Choices = std::vector<PortChoice>;

class AssignPortsTest : public ::testing::Test {
 protected:
  Unit& add(const std::string& name, const std::vector<std::pair<std::string, int>>& ports) {
    Unit unit;
    unit.name = name;
    for (const auto& [port, preferred] : ports) unit.recipe.ports.push_back({Name{port, {}}, preferred});
    stack.units.push_back(unit);
    return stack.units.back();
  }
  Choices chosen() {
    const auto choices = assign_ports(stack, facts, [](int port) { return port == 5432 ? std::string("postgres (pid 7)") : std::string(); });
    EXPECT_TRUE(choices.has_value());
    return choices.value_or(Choices{});
  }

  Stack stack;
  PortFacts facts;
};

TEST_F(AssignPortsTest, TakesThePreferredPort) {
  add("db", {{"sql", 5432}, {"admin", 8080}});
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5432, "", true}, {"db", "admin", 8080, "", true}}));
}

TEST_F(AssignPortsTest, KeepsWhatItHad) {
  add("db", {{"sql", 5432}});
  facts.kept[{"db", "sql"}] = 6000;
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 6000, "", false}}));
}

TEST_F(AssignPortsTest, KeepsWhatItsOwnProcessListensOn) {
  add("db", {{"sql", 5432}});
  facts.kept[{"db", "sql"}] = 5432;
  facts.listening = {5432};
  facts.ours = {5432};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5432, "", false}}));
}

TEST_F(AssignPortsTest, TakesTheNextPortWhenAnotherProcessListensAndSaysWhich) {
  add("db", {{"sql", 5432}});
  facts.listening = {5432, 5433};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5434, "port 5432 is in use by postgres (pid 7)", true}}));
}

TEST_F(AssignPortsTest, AListenerThatHasNoNameIsInUseAllTheSame) {
  add("web", {{"http", 8080}});
  facts.listening = {8080};
  EXPECT_EQ(chosen(), (Choices{{"web", "http", 8081, "port 8080 is in use", true}}));
}

TEST_F(AssignPortsTest, GivesUpAKeptPortThatAnotherTookMeanwhile) {
  add("db", {{"sql", 5432}});
  facts.kept[{"db", "sql"}] = 6000;
  facts.listening = {6000};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5433, "port 6000 is in use", true}}));
}

TEST_F(AssignPortsTest, LeavesOtherWorkspacesTheirs) {
  add("db", {{"sql", 5432}});
  facts.reserved[5432] = "/u/other";
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5433, "port 5432 belongs to the workspace /u/other", true}}));
}

TEST_F(AssignPortsTest, LeavesStacksThatAreComingUpTheirs) {
  add("db", {{"sql", 5432}});
  facts.held = {5432};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5433, "port 5432 is being taken by another stack", true}}));
}

TEST_F(AssignPortsTest, KeepsAPortOnWhichItListensWhoeverSpeaksForIt) {
  add("db", {{"sql", 5432}});
  facts.kept[{"db", "sql"}] = 5432;
  facts.listening = facts.ours = facts.held = {5432};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 5432, "", false}}));
}

TEST_F(AssignPortsTest, GivesNoPortTwice) {
  add("one", {{"http", 8080}});
  add("two", {{"http", 8080}});
  EXPECT_EQ(chosen(), (Choices{{"one", "http", 8080, "", true}, {"two", "http", 8081, "port 8080 is another unit's", true}}));
}

TEST_F(AssignPortsTest, BeginsAgainBelowWhenTheRangeIsOver) {
  add("db", {{"sql", 2047}});
  facts.ephemeral_begin = 2048;
  facts.listening = {2047, 1024};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 1025, "port 2047 is in use", true}}));
}

TEST_F(AssignPortsTest, AnExternalServiceListensWhereItListens) {
  auto& unit = add("db", {{"sql", 5432}, {"admin", 8080}});
  unit.recipe.external.emplace();
  unit.recipe.external->ports.push_back({Name{"sql", {}}, 15432});
  add("web", {{"http", 15432}});
  facts.listening = {15432, 8080};
  EXPECT_EQ(chosen(), (Choices{{"db", "sql", 15432, "", false}, {"db", "admin", 8080, "", false}, {"web", "http", 15433, "port 15432 is in use", true}}));
}

TEST_F(AssignPortsTest, FailsWhenNoPortIsFree) {
  add("db", {{"sql", 1025}});
  facts.ephemeral_begin = 1027;
  facts.listening = {1024, 1025, 1026};
  const auto choices = assign_ports(stack, facts, [](int) { return std::string(); });
  ASSERT_FALSE(choices.has_value());
  EXPECT_EQ(choices.error(), Error(ErrorCode::no_free_port, "no free port for sql of db").because("port 1025 is in use"));
}

}  // namespace
}  // namespace stackup::testing
