#include "stackup/plan/resolve.h"

#include "front_end.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

const char* const postgresql = R"(
schema: 1
name: postgresql
summary: PostgreSQL relational database
packages: {debian: [postgresql, postgresql-client]}
path: [/usr/lib/postgresql/*/bin]
ports: {sql: 5432}
secrets: [password]
files: {pgpass: {mode: 0600, text: "127.0.0.1:*:*:stack:${secret.password}"}}
env: {PGHOST: 127.0.0.1, PGPORT: "${port.sql}", PGUSER: stack, PGPASSFILE: "${file.pgpass}"}
steps:
  init: {run: "initdb -D ${data} -U stack -A scram-sha-256 --pwfile=${secret.password.file}", per: data}
processes:
  server: {run: "postgres -D ${data} -p ${port.sql} -k ${run}", after: init, ready: {run: pg_isready}, stop: {signal: INT, grace: 30s}}
offers:
  default: {}
  database:
    parameters: {name: identifier, user: {default: "${param.name}"}}
    secrets: [password]
    after: server
    probe: {run: psql -tA -f -, stdin: "select '${param.name}'", expect: "1"}
    create: {run: psql -f -, stdin: "create database ${param.name}"}
    drop: {run: psql -f -, stdin: "drop database ${param.name}"}
    exports: {url: "postgresql://${param.user}:${secret.password}@127.0.0.1:${port.sql}/${param.name}"}
    env: {DATABASE_URL: "${export.url}"}
smoke: [{run: psql -tAc 'select 1', expect: "1"}]
)";

const char* const redis = R"(
schema: 1
name: redis
summary: Redis
ports: {redis: 6379}
run: redis-server --port ${port.redis} --dir ${data}
offers:
  default: {exports: {url: "redis://${host}:${port.redis}/0"}, env: {REDIS_URL: "${export.url}"}}
)";

FrontEndResult resolved(const std::string& shop, Selection selection = {{"shop"}, {}, {}}, std::vector<std::string> settings = {}) {
  FrontEndInput input;
  input.texts = {{{"postgresql.yaml", postgresql}, RecipeOrigin::built_in}, {{"redis.yaml", redis}, RecipeOrigin::built_in}, {{"shop.yaml", shop}, RecipeOrigin::directory}};
  input.selection = std::move(selection);
  input.settings = std::move(settings);
  return run_front_end(input);
}

std::vector<std::string> names_of(const FrontEndResult& result) {
  std::vector<std::string> names;
  if (result.stack)
    for (const auto& unit : result.stack->units) names.push_back(unit.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(Resolve, PutsProvidersBeforeTheirClaimants) {
  const auto result = resolved("{schema: 1, name: shop, summary: my shop, needs: [postgresql.database, redis], run: npm start}");
  EXPECT_EQ(result.rendered(), "");
  EXPECT_EQ(names_of(result), (Names{"postgresql", "redis", "shop"}));
}


TEST(Resolve, GivesAClaimAllItsParameters) {
  const auto result = resolved("{schema: 1, name: my-shop, summary: s, needs: {db: postgresql.database}}", {{"my-shop"}, {}, {}});
  ASSERT_EQ(result.rendered(), "");
  const auto& claim = *result.stack->find("my-shop")->find_claim("db");
  EXPECT_EQ(claim.provider, "postgresql");
  EXPECT_EQ(claim.offer, "database");
  EXPECT_EQ(claim.parameters.at("name").to_string(), "my_shop");
  EXPECT_EQ(claim.parameters.at("user").to_string(), "${param.name}");
  EXPECT_EQ(claim.given, std::set<std::string>{});
}

TEST(Resolve, TakesTheDefaultOfferOfARecipeAloneAndNoneWhereThereIsNone) {
  const auto result = resolved("{schema: 1, name: shop, summary: s, needs: [redis, worker]}\n");
  EXPECT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(resolved("{schema: 1, name: shop, summary: s, needs: [redis]}").stack->find("shop")->claims[0].offer, "default");
}

TEST(Resolve, SharesAServiceUnlessAnInstanceIsAskedFor) {
  const auto result = resolved("{schema: 1, name: shop, summary: s, needs: {a: {redis: {env: {}}}, b: {redis: {as: jobs, env: {}}}, c: {redis: {as: jobs, env: {}}}}}");
  EXPECT_EQ(result.rendered(), "");
  EXPECT_EQ(names_of(result), (Names{"redis", "jobs", "shop"}));
  EXPECT_EQ(result.stack->find("jobs")->recipe.name.value, "redis");
}

TEST(Resolve, TakesAnOptionalNeedOnlyIfItIsThereAnyway) {
  const std::string shop = "{schema: 1, name: shop, summary: s, needs: [{redis: {optional: true}}], env: {CACHE: '${need.redis.url:-none}'}}";
  EXPECT_EQ(names_of(resolved(shop)), (Names{"shop"}));
  EXPECT_EQ(resolved(shop).stack->find("shop")->untaken, (std::set<std::string>{"redis"}));
  EXPECT_EQ(names_of(resolved(shop, {{"shop"}, {"redis"}, {}})), (Names{"redis", "shop"}));
  EXPECT_EQ(names_of(resolved(shop, {{"shop", "redis"}, {}, {}})), (Names{"redis", "shop"}));
}

TEST(Resolve, AddsTheNeedsOfAProfile) {
  const std::string shop = "{schema: 1, name: shop, summary: s, profiles: {cached: [redis]}}";
  EXPECT_EQ(names_of(resolved(shop)), (Names{"shop"}));
  EXPECT_EQ(names_of(resolved(shop, {{"shop"}, {"cached"}, {}})), (Names{"redis", "shop"}));
}

TEST(Resolve, AddsARecipeNamedWithWith) { EXPECT_EQ(names_of(resolved("{schema: 1, name: shop, summary: s}", {{"shop"}, {"redis"}, {}})), (Names{"shop", "redis"})); }

TEST(Resolve, KeepsOnlyTheUnitsAskedForAndWhatTheyNeed) {
  const std::string shop = "{schema: 1, name: shop, summary: s, needs: [postgresql, {redis: {as: cache}}]}";
  EXPECT_EQ(names_of(resolved(shop, {{"shop"}, {}, {"cache"}})), (Names{"cache"}));
  const auto result = resolved(shop, {{"shop"}, {}, {"postgresql"}});
  EXPECT_EQ(names_of(result), (Names{"postgresql"}));
  EXPECT_EQ(result.stack->name, "shop");
}

TEST(Resolve, SelectsTargetsAndTheMembersOfAStack) {
  const auto of_stack = resolved("{schema: 1, name: shop, summary: s, needs: [redis]}");
  EXPECT_TRUE(of_stack.stack->find("redis")->selected);
  const auto of_project = resolved("{schema: 1, name: shop, summary: s, needs: [redis], run: npm start}");
  EXPECT_TRUE(of_project.stack->find("shop")->selected);
  EXPECT_FALSE(of_project.stack->find("redis")->selected);
}

TEST(Resolve, ComputesParametersAndTheRevisionFromThem) {
  const std::string shop = R"({schema: 1, name: shop, summary: s, parameters: {branch: "${param.line}-x", line: "v${env.MAJOR:-1}"},
    repository: {url: "https://example.org/shop.git", branch: "${param.branch}"}})";
  const auto result = resolved(shop, {{"shop"}, {}, {}}, {"shop.line=v2"});
  ASSERT_EQ(result.rendered(), "");
  EXPECT_EQ(result.stack->find("shop")->parameters, (std::map<std::string, std::string>{{"branch", "v2-x"}, {"line", "v2"}}));
  EXPECT_EQ(result.stack->find("shop")->recipe.repository->revision, Revision(Branch{"v2-x"}));
}

TEST(Resolve, ComputesEachOfTheRevisionsOfWhichTheFirstIsTaken) {
  const auto result = resolved(R"({schema: 1, name: shop, summary: s, parameters: {release: v3}, run: npm start,
    repository: {url: "https://example.org/shop.git", revision: ["stable/${param.release}", "${param.release}"]}})");
  ASSERT_EQ(result.rendered(), "");
  EXPECT_EQ(result.stack->find("shop")->recipe.repository->revision, Revision(FirstOf{{"stable/v3", "v3"}}));
}

TEST(Resolve, TakesAParameterFromAnotherRecipeThatIsNoPartOfTheStack) {
  const std::string suite = R"({schema: 1, name: suite, summary: s, parameters: {line: "3", release: "v${param.line}", other: {from: suite.release}}})";
  const auto release_of_shop = [&](std::vector<std::string> settings) {
    FrontEndInput input;
    input.texts = {{{"suite.yaml", suite}, RecipeOrigin::built_in},
                   {{"shop.yaml", "{schema: 1, name: shop, summary: s, parameters: {release: {from: suite.release}}, run: npm start}"}, RecipeOrigin::directory}};
    input.selection = {{"shop"}, {}, {}};
    input.settings = std::move(settings);
    const auto result = run_front_end(input);
    EXPECT_EQ(result.rendered(), "");
    return result.stack->units.size() == 1 ? result.stack->find("shop")->parameters.at("release") : "another stack";
  };
  EXPECT_EQ(release_of_shop({}), "v3");
  EXPECT_EQ(release_of_shop({"suite.line=4"}), "v4");
  EXPECT_EQ(release_of_shop({"suite.line=4", "shop.release=mine"}), "mine");
}

TEST(Resolve, LetsTheUnitsOwnEnvironmentDecideBetweenTwoClaims) {
  const std::string needs = "needs: {a: postgresql.database, b: {postgresql.database: {name: b}}}";
  EXPECT_EQ(resolved("{schema: 1, name: shop, summary: s, " + needs + "}").errors.size(), 1u);
  EXPECT_EQ(resolved("{schema: 1, name: shop, summary: s, env: {DATABASE_URL: '${need.a.url}'}, " + needs + "}").rendered(), "");
}

TEST(Resolve, ExpandsNothingThatAnExternalServiceNeeds) {
  FrontEndInput input;
  input.texts = {{{"stackup.yaml", "{schema: 1, name: shop, summary: s, needs: [app], overrides: {app: {external: {host: app.lan}}}}"}, RecipeOrigin::workspace},
                 {{"app.yaml", "{schema: 1, name: app, summary: s, needs: [db]}"}, RecipeOrigin::built_in},
                 {{"db.yaml", "{schema: 1, name: db, summary: s}"}, RecipeOrigin::built_in}};
  input.selection.targets = {"shop"};
  EXPECT_EQ(names_of(run_front_end(input)), (Names{"app", "shop"}));
}

TEST(Resolve, FindsASecretInArgumentsOnlyWhereItsValueComesIn) {
  const std::string head = "{schema: 1, name: shop, summary: s, secrets: [t], files: {f: {text: '${secret.t}'}}, needs: {db: postgresql.database}, ";
  EXPECT_EQ(resolved(head + "run: 'x ${secret.t.file} ${file.f} ${need.db.secret.password.file} ${need.db.port.sql}'}").rendered(), "");
  EXPECT_EQ(resolved(head + "run: 'x ${need.db.secret.password}'}").errors.size(), 1u);
  EXPECT_EQ(resolved(head + "run: 'x ${need.db.url}'}").errors.size(), 1u);
  EXPECT_EQ(resolved(head + "sh: 'x $DATABASE_URL'}").rendered(), "");
}

TEST(Resolve, PutsEveryProviderFirstInRandomGraphs) {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    FrontEndInput input;
    const int count = 3 + static_cast<int>(random() % 8);
    for (int i = 0; i < count; ++i) {
      std::string text = "{schema: 1, name: u" + std::to_string(i) + ", summary: s, needs: [";
      for (int j = i + 1; j < count; ++j)
        if (random() % 3 == 0) text += "u" + std::to_string(j) + ", ";
      input.texts.push_back({{"u" + std::to_string(i), text + "]}"}, RecipeOrigin::built_in});
    }
    input.selection.targets = {"u0"};
    const auto result = run_front_end(input);
    ASSERT_TRUE(result.stack);
    std::set<std::string> seen;
    for (const auto& unit : result.stack->units) {
      for (const auto& claim : unit.claims) EXPECT_TRUE(seen.contains(claim.provider)) << unit.name;
      seen.insert(unit.name);
    }
  }
}

}  // namespace
}  // namespace stackup::testing
