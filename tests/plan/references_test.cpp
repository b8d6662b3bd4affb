#include "stackup/plan/references.h"

#include "front_end.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Names = std::set<std::string>;

const char* const shop = R"(
schema: 1
name: shop
summary: s
ports: {web: 80}
secrets: [token]
needs: {db: {store.box: {label: "${secret.token.file}"}}, cache: store}
files:
  a: {text: "${file.b}"}
  b: {ini: {main: {url: "${need.db.url}"}}}
env: {TOKEN: "${secret.token}"}
steps:
  first: {run: "x ${file.a}"}
  second: {run: "x ${port.web}", after: first, stdin: "${need.cache.host}", env: {A: "${secret.token}"}}
  late: {run: x, after: web.a.ready}
  later: {run: x, after: [late, db]}
processes:
  web: {run: web, instances: {a: {vars: {x: "${need.db.url}"}}, b: {vars: {x: ""}}}, ready: {http: "/${file.a}"}}
)";

class ReferencesTest : public ::testing::Test {
 protected:
  ReferencesTest() {
    FrontEndInput input;
    input.texts = {{{"shop.yaml", shop}, RecipeOrigin::directory},
                   {{"store.yaml", "{schema: 1, name: store, summary: s, offers: {box: {parameters: {label: string}, exports: {url: u}, env: {BOX: '${export.url}'}}}}"},
                    RecipeOrigin::built_in}};
    input.selection.targets = {"shop"};
    auto result = run_front_end(input);
    EXPECT_EQ(result.rendered(), "");
    unit = *result.stack->find("shop");
  }

  Unit unit;
};

TEST_F(ReferencesTest, NamesWhatAStepDrawsOn) {
  EXPECT_EQ(drawn_by(*find_named(unit.recipe.steps, "first")), (Drawn{{}, {}, {"a"}, {}}));
  EXPECT_EQ(drawn_by(*find_named(unit.recipe.steps, "second")), (Drawn{{"cache"}, {"token"}, {}, {"web"}}));
}

TEST_F(ReferencesTest, FollowsFilesIntoFiles) { EXPECT_EQ(with_files(drawn_by(*find_named(unit.recipe.steps, "first")), unit), (Drawn{{"db"}, {}, {"a", "b"}, {}})); }

TEST_F(ReferencesTest, LooksIntoProbesAndInstances) { EXPECT_EQ(drawn_by(*find_named(unit.recipe.processes, "web")), (Drawn{{"db"}, {}, {"a"}, {}})); }

TEST_F(ReferencesTest, CountsClaimsThatBringVariablesIntoTheEnvironment) { EXPECT_EQ(drawn_by_environment(unit), (Drawn{{"db"}, {"token"}, {}, {}})); }

TEST_F(ReferencesTest, NamesWhatAClaimIsMadeOf) { EXPECT_EQ(drawn_by(*unit.find_claim("db")), (Drawn{{}, {"token"}, {}, {}})); }

TEST_F(ReferencesTest, ListsTheClaimsOfAText) {
  Template text{{Reference{"need.b.url", {}, {}}, "-", Reference{"need.a.host", {}, {}}, Reference{"need.b.port.x", {}, {}}}, {}};
  EXPECT_EQ(drawn_claims(text), (std::vector<std::string>{"a", "b"}));
}

TEST_F(ReferencesTest, ReadsWhatAnAfterNames) {
  using Kind = AfterTarget::Kind;
  EXPECT_EQ(after_target(unit, "first"), (AfterTarget{Kind::step, "first", ""}));
  EXPECT_EQ(after_target(unit, "web"), (AfterTarget{Kind::process, "web", ""}));
  EXPECT_EQ(after_target(unit, "web.ready"), (AfterTarget{Kind::process, "web", ""}));
  EXPECT_EQ(after_target(unit, "web.b.ready"), (AfterTarget{Kind::process, "web", "b"}));
  EXPECT_EQ(after_target(unit, "db"), (AfterTarget{Kind::need, "db", ""}));
  for (const char* text : {"web.c", "first.ready", "none", "", "web.b.c.ready"}) EXPECT_EQ(after_target(unit, text), std::nullopt) << text;
}

TEST_F(ReferencesTest, LeavesOutStepsThatWaitForAProcess) { EXPECT_EQ(steps_before_processes(unit), (std::vector<std::string>{"first", "second"})); }

}  // namespace
}  // namespace stackup::testing
