#include "stackup/plan/resolve.h"

#include "front_end.h"

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

}  // namespace
}  // namespace stackup::testing
