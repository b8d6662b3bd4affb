#include "stackup/plan/scope.h"

#include "front_end.h"

#include "stackup/recipe/node.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

const char* const db = R"(
schema: 1
name: db
summary: a database
ports: {sql: 5432}
secrets: [admin]
offers:
  database:
    parameters: {name: identifier, user: {default: "${param.name}"}}
    secrets: [password]
    create: {run: make-db, stdin: "${param.user} ${secret.password} ${secret.admin}"}
    exports: {url: "db://${param.user}:${secret.password}@${host}:${port.sql}/${param.name}", name: "${param.name}"}
    env: {DATABASE_URL: "${export.url}", DB_HOME: "${data}"}
)";

const char* const shop = R"(
schema: 1
name: shop
summary: a shop
parameters: {color: red}
ports: {web: 8080}
secrets: {token: {}, given: {from: "${env.GIVEN:-x}"}}
needs:
  first: db.database
  second: {db.database: {name: other, user: "u_${name}", env: {SECOND: "${export.name}@${name}"}}}
  own: {db: {as: db2}}
files:
  a.conf: {text: "${port.web}"}
  b.conf: {text: "x", path: "conf/b.conf"}
env: {DB_HOME: mine, COLOR: "${param.color}"}
processes:
  web: {run: "npm ${instance}", instances: {a: {vars: {color: "red-${instance}"}}, b: {vars: {color: blue}}}}
  worker: {run: "npm ${instance}", instances: {a: {vars: {color: green}}}}
)";

class ScopeTest : public ::testing::Test {
 protected:
  ScopeTest() {
    FrontEndInput input;
    input.texts = {{{"db.yaml", db}, RecipeOrigin::built_in}, {{"shop.yaml", shop}, RecipeOrigin::directory}};
    input.selection.targets = {"shop"};
    auto result = run_front_end(input);
    EXPECT_EQ(result.rendered(), "");
    stack = *result.stack;
    machine.layout = {"/w", "/r", {}};
    machine.user = "ada";
    machine.ports = {{{"db", "sql"}, 6001}, {{"db2", "sql"}, 6002}, {{"shop", "web"}, 6003}};
    machine.secrets = {{{"shop/first", "password"}, "p1"}, {{"shop", "token"}, "t"}};
    machine.environment = {{"LANG", "C"}};
  }

  Expanded expand(const std::string& text) const { return expand(scope(), text); }
  static Expanded expand(const Scope& scope, const std::string& text) {
    Diagnostics none;
    Node node;
    node.kind = Node::Kind::scalar;
    node.scalar = text;
    return scope.expand(parse_template(node, none));
  }
  Scope scope() const { return Scope(stack, *stack.find("shop"), machine); }

  Stack stack;
  Assignments machine;
};

TEST_F(ScopeTest, KnowsTheDirectoriesOfTheUnit) {
  EXPECT_EQ(expand("${name} ${workspace} ${src} ${data} ${run} ${logs} ${venv} ${home} ${host} ${user}").text,
            "shop /w /w/src/shop /w/.stackup/data/shop /r/shop /w/.stackup/logs/shop /w/.stackup/venv/shop /w/.stackup/home/shop 127.0.0.1 ada");
}

TEST_F(ScopeTest, UsesTheAssignedPortElseThePreferredOne) {
  EXPECT_EQ(expand("${port.web}").text, "6003");
  machine.ports.clear();
  EXPECT_EQ(expand("${port.web}").text, "8080");
}

TEST_F(ScopeTest, TellsWhetherASecretIsInTheText) {
  EXPECT_EQ(expand("a ${secret.token}"), (Expanded{"a t", true, true, {{"shop", "token"}}}));
  EXPECT_EQ(expand("${secret.token.file}"), (Expanded{"/w/.stackup/secrets/shop/token", false, true, {{"shop", "token"}}}));
  EXPECT_EQ(expand("${secret.given}"), (Expanded{"x", true, true, {{"shop", "given"}}}));
  EXPECT_EQ(expand("${need.second.url}").is_complete, false);
}

TEST_F(ScopeTest, ExpandsWhatAClaimExports) {
  EXPECT_EQ(expand("${need.first.url}"), (Expanded{"db://shop:p1@127.0.0.1:6001/shop", true, true, {{"shop/first", "password"}}}));
  EXPECT_EQ(expand("${need.second.name} ${need.second.port.sql} ${need.own.port.sql} ${need.own.host}").text, "other 6001 6002 127.0.0.1");
  EXPECT_EQ(expand("${need.first.secret.password.file} ${need.first.secret.admin.file}").text, "/w/.stackup/secrets/shop/first/password /w/.stackup/secrets/db/admin");
}

TEST_F(ScopeTest, ExpandsAnOffersActionForItsClaimant) {
  const auto& unit = *stack.find("shop");
  const auto provider = Scope(stack, *stack.find("db"), machine).for_claim(unit, *unit.find_claim("second"));
  EXPECT_EQ(expand(provider, "${param.user} ${param.name} ${data} ${export.name}").text, "u_shop other /w/.stackup/data/db other");
}

TEST_F(ScopeTest, PutsTheUnitsOwnVariablesOverThoseOfItsClaims) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : unit_environment(scope())) variables[name] = value.text;
  EXPECT_EQ(variables, (std::map<std::string, std::string>{
                           {"COLOR", "red"}, {"DATABASE_URL", "db://shop:p1@127.0.0.1:6001/shop"}, {"DB_HOME", "mine"}, {"SECOND", "other@shop"}}));
}

TEST_F(ScopeTest, KeepsInstancesOfTwoProcessesApart) {
  EXPECT_EQ(expand(scope().for_instance("web", "a"), "${instance} ${instance.color}").text, "a red-a");
  EXPECT_EQ(expand(scope().for_instance("worker", "a"), "${instance.color}").text, "green");
}

TEST_F(ScopeTest, UsesADefaultForWhatIsUnsetOrEmpty) {
  machine.environment["EMPTY"] = "";
  EXPECT_EQ(expand("${env.LANG:-x} ${env.EMPTY:-y} ${env.UNSET:-z} ${need.none.url:-n}").text, "C y z n");
}

TEST_F(ScopeTest, PutsFilesWhereTheirPathSays) {
  EXPECT_EQ(file_path(scope(), "a.conf"), "/w/.stackup/files/shop/a.conf");
  EXPECT_EQ(file_path(scope(), "b.conf"), "/w/conf/b.conf");
}

TEST_F(ScopeTest, UsesTheHostPortsAndSecretsOfAnExternalService) {
  auto& provider = const_cast<Unit&>(*stack.find("db"));
  provider.recipe.external = ExternalSpec{literal_template("db.lan"), {{Name{"sql", {}}, 7000}}, {{Name{"admin", {}}, literal_template("root")}}, {}};
  EXPECT_EQ(expand("${need.first.host}:${need.first.port.sql}").text, "db.lan:7000");
  EXPECT_EQ(expand("${need.first.secret.admin}"), (Expanded{"root", true, true, {{"db", "admin"}}}));
}

TEST(Layout, TakesSourcesFromElsewhereIfTold) {
  const Layout layout{"/w", "/r", {{"shop", "/code/shop"}}};
  EXPECT_EQ(layout.source("shop"), "/code/shop");
  EXPECT_EQ(layout.source("api"), "/w/src/api");
}

}  // namespace
}  // namespace stackup::testing
