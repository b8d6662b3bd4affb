#include "stackup/plan/cycles.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

EdgeGraph graph(const std::vector<std::pair<std::string, std::vector<std::string>>>& nodes) {
  EdgeGraph made;
  for (const auto& [name, targets] : nodes) {
    std::vector<Edge> edges;
    for (const auto& target : targets) edges.push_back({target, {"r", 1, 1, 1}});
    made.emplace_back(name, std::move(edges));
  }
  return made;
}

std::vector<std::vector<std::string>> names(const EdgeGraph& of) {
  std::vector<std::vector<std::string>> all;
  for (const auto& cycle : cycles_of(of)) {
    all.emplace_back();
    for (const auto& member : cycle) all.back().push_back(member.name);
  }
  return all;
}

using Cycles = std::vector<std::vector<std::string>>;

TEST(CyclesOf, FindsNoneInATree) { EXPECT_EQ(names(graph({{"a", {"b", "c"}}, {"b", {"c"}}, {"c", {}}, {"d", {"unknown"}}})), Cycles{}); }

TEST(CyclesOf, FindsEachKnotOnce) {
  EXPECT_EQ(names(graph({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b", "a"}}, {"d", {"d"}}})), (Cycles{{"b", "c"}, {"d"}}));
}

TEST(CyclesOf, SurvivesALongChain) {
  EdgeGraph chain;
  for (int i = 0; i < 20'000; ++i) chain.emplace_back(std::to_string(i), std::vector<Edge>{{std::to_string(i + 1), {}}});
  EXPECT_EQ(cycles_of(chain).size(), 0u);
  EXPECT_EQ(dependencies_first(chain).front(), "19999");
}

TEST(DependenciesFirst, KeepsTheWrittenOrderWhereNothingElseDecides) {
  EXPECT_EQ(dependencies_first(graph({{"a", {"c"}}, {"b", {}}, {"c", {}}})), (std::vector<std::string>{"c", "a", "b"}));
}

}  // namespace
}  // namespace stackup
