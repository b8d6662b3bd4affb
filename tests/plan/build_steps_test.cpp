#include "stackup/plan/build_steps.h"

#include "front_end.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Strings = std::vector<std::string>;

const char* const db = R"(
schema: 1
name: db
summary: a database
packages: {debian: [postgresql]}
ports: {sql: 5432}
steps:
  init: {run: "initdb ${data}", per: data}
processes:
  server: {run: "postgres -p ${port.sql}", after: init, ready: {tcp: sql}}
offers:
  default: {}
  database:
    parameters: {name: identifier}
    create: {run: "createdb ${param.name}"}
    exports: {url: "db://${host}:${port.sql}/${param.name}"}
    env: {DATABASE_URL: "${export.url}"}
)";

const char* const shop = R"(
schema: 1
name: shop
summary: a shop
repository: https://example.org/shop.git
packages: {debian: [postgresql, nodejs]}
ports: {web: 8080}
needs: [db.database]
files:
  conf: {text: "url=${need.db.url}"}
steps:
  build: {run: npm ci, inputs: [package.json]}
  migrate: {run: "npm run migrate", after: build}
processes:
  web: {run: "npm start ${instance}", instances: {a: {env: {NAME: one}}, b: {}}}
)";

class BuildStepsTest : public ::testing::Test {
 protected:
  BuildStepsTest() {
    machine.layout = {"/w", "/r", {}};
    machine.ports = {{{"db", "sql"}, 6001}, {{"shop", "web"}, 6002}};
    options.package_family = "debian";
    options.digest_key = "key";
  }

  void build(Strings settings = {}) {
    FrontEndInput input;
    input.texts = {{{"db.yaml", db}, RecipeOrigin::built_in}, {{"shop.yaml", shop}, RecipeOrigin::directory}};
    input.selection.targets = {"shop"};
    input.settings = std::move(settings);
    auto result = run_front_end(input);
    ASSERT_EQ(result.rendered(), "");
    stack = *result.stack;
    steps = build_steps(stack, machine, options);
  }
  Strings ids() const {
    Strings all;
    for (const auto& step : steps) all.push_back(step.id);
    return all;
  }
  const Step& step(const std::string& id) const {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& one) { return one.id == id; });
    if (found == steps.end()) throw std::out_of_range(id);
    return *found;
  }
  static Strings sorted(Strings all) {
    std::sort(all.begin(), all.end());
    return all;
  }

  Stack stack;
  Assignments machine;
  BuildOptions options;
  std::vector<Step> steps;
};

TEST_F(BuildStepsTest, MakesEveryStepOnceAndEachAfterAllItWaitsFor) {
  build();
  EXPECT_EQ(sorted(ids()), (Strings{"checkpoint", "db/init", "db/server", "db/server.ready", "packages", "shop/build", "shop/fetch", "shop/file.conf", "shop/migrate", "shop/need.db", "shop/web.a",
                                    "shop/web.a.ready", "shop/web.b", "shop/web.b.ready"}));
  std::set<std::string> before;
  for (const auto& one : steps) {
    for (const auto& other : one.after) EXPECT_TRUE(before.contains(other)) << one.id << " comes before " << other;
    for (const auto& other : one.rests_on) EXPECT_EQ(std::count(one.after.begin(), one.after.end(), other), 1) << one.id << " rests on " << other;
    before.insert(one.id);
  }
}

TEST_F(BuildStepsTest, AllPackagesAreOneStepAndNamedOnce) {
  build();
  EXPECT_EQ(std::get<PackagesStep>(step("packages").spec).names, (Strings{"postgresql", "nodejs"}));
  EXPECT_EQ(step("packages").title, "2 packages");
}

TEST_F(BuildStepsTest, AnotherFamilyHasNoneOfThePackages) {
  options.package_family = "arch";
  build();
  const auto all = ids();
  EXPECT_EQ(std::count(all.begin(), all.end(), "packages"), 0);
}

TEST_F(BuildStepsTest, AProcessWaitsForTheClaimsAndStepsOfItsUnit) {
  build();
  const auto& web = step("shop/web.a");
  EXPECT_EQ(web.after, (Strings{"packages", "shop/build", "shop/fetch", "shop/file.conf", "shop/migrate", "shop/need.db"}));
  EXPECT_EQ(web.rests_on, (Strings{"shop/build", "shop/fetch", "shop/file.conf", "shop/migrate", "shop/need.db"}));
  EXPECT_EQ(step("shop/web.a.ready").after, (Strings{"shop/web.a"}));
  EXPECT_EQ(std::get<ReadyStep>(step("shop/web.a.ready").spec).process, "shop/web.a");
}

TEST_F(BuildStepsTest, AStepWaitsForWhatItNamesAndItsCheckout) {
  build();
  EXPECT_EQ(step("shop/migrate").rests_on, (Strings{"shop/build", "shop/fetch", "shop/need.db"}));
  EXPECT_EQ(step("shop/build").inputs, (Strings{"package.json"}));
  EXPECT_EQ(step("shop/build").source, "/w/src/shop");
}

TEST_F(BuildStepsTest, AFileIsWrittenBeforeWhatItSpeaksOfIsThere) {
  build();
  EXPECT_EQ(step("shop/file.conf").after, Strings{});
}

TEST_F(BuildStepsTest, AStepThatUsesAFileWaitsForTheClaimsThatTheFileSpeaksOf) {
  build({"shop.steps.migrate.run=migrate ${file.conf}"});
  EXPECT_EQ(step("shop/migrate").after, (Strings{"packages", "shop/build", "shop/fetch", "shop/file.conf", "shop/need.db"}));
}

TEST_F(BuildStepsTest, AStepThatNamesItsNeedsWaitsForNoOtherClaimOfAFile) {
  build({"shop.steps.migrate.run=migrate ${file.conf}", "shop.steps.migrate.needs=[]"});
  EXPECT_EQ(step("shop/migrate").after, (Strings{"packages", "shop/build", "shop/fetch", "shop/file.conf"}));
}

TEST_F(BuildStepsTest, AClaimIsMadeOnceItsServiceIsReady) {
  build();
  const auto& claim = step("shop/need.db");
  EXPECT_EQ(claim.after, (Strings{"db/init", "db/server.ready"}));
  EXPECT_EQ(claim.rests_on, (Strings{"db/init"}));
  EXPECT_EQ(claim.title, "database shop of db");
  EXPECT_EQ(std::get<ClaimStep>(claim.spec).create->program.arguments, (Strings{"createdb", "shop"}));
  EXPECT_EQ(std::get<FileStep>(step("shop/file.conf").spec).text, "url=db://127.0.0.1:6001/shop");
  EXPECT_EQ(std::get<StartStep>(step("shop/web.a").spec).process.program.environment.at("DATABASE_URL"), "db://127.0.0.1:6001/shop");
}

TEST_F(BuildStepsTest, EachInstanceIsAProcessOfItsOwn) {
  build();
  const auto& a = std::get<StartStep>(step("shop/web.a").spec).process;
  const auto& b = std::get<StartStep>(step("shop/web.b").spec).process;
  EXPECT_EQ(a.id, "shop/web.a");
  EXPECT_EQ(a.program.arguments, (Strings{"npm", "start", "a"}));
  EXPECT_EQ(a.program.environment.at("NAME"), "one");
  EXPECT_FALSE(b.program.environment.contains("NAME"));
  EXPECT_EQ(a.log, "/w/.stackup/logs/shop/web.a.log");
  EXPECT_EQ(a.ports, (std::vector<int>{6002}));
  EXPECT_EQ(a.after, (Strings{"db/server"}));
  EXPECT_NE(step("shop/web.a").spec_digest, step("shop/web.b").spec_digest);
}

TEST_F(BuildStepsTest, DataStepsKnowTheirDirectory) {
  build();
  EXPECT_EQ(step("db/init").per, StepLifetime::data);
  EXPECT_EQ(std::get<RunStep>(step("db/init").spec).data, "/w/.stackup/data/db");
  EXPECT_EQ(std::get<RunStep>(step("shop/build").spec).data, "");
}

TEST_F(BuildStepsTest, TheCheckpointRestsOnAllThatMakesDataAndOnNothingElse) {
  build();
  EXPECT_EQ(sorted(step("checkpoint").rests_on), (Strings{"db/init", "shop/build", "shop/migrate", "shop/need.db"})) << "commands of the shop get the claim's address";
  const auto& checkpoint = std::get<CheckpointStep>(step("checkpoint").spec);
  EXPECT_EQ(checkpoint.state, "/w/.stackup");
  EXPECT_EQ(checkpoint.parts, (std::vector<DataPart>{{"db", "/w/.stackup/data/db", SnapshotRule::stop}, {"shop", "/w/.stackup/data/shop", SnapshotRule::stop}}));
  EXPECT_EQ(sorted(checkpoint.packages), (Strings{"nodejs", "postgresql"}));
}

TEST_F(BuildStepsTest, WithoutDataThatIsWorthKeepingThereIsNoCheckpoint) {
  build({"db.snapshot=none"});
  EXPECT_EQ(std::count_if(steps.begin(), steps.end(), [](const Step& one) { return one.id == "checkpoint"; }), 0);
}

TEST_F(BuildStepsTest, WithDataThatIsElsewhereThereIsNoCheckpoint) {
  build({"db.external.host=db.example.org", "db.external.ports.sql=5432"});
  EXPECT_EQ(std::count_if(steps.begin(), steps.end(), [](const Step& one) { return one.id == "checkpoint"; }), 0) << "a copy would not be the whole";
}

TEST_F(BuildStepsTest, PullOnlyOrders) {
  options.pull = BuildOptions::Pull::yes;
  build();
  EXPECT_EQ(step("shop/pull").after, (Strings{"shop/fetch"}));
  const auto& after = step("shop/build").after;
  EXPECT_EQ(std::count(after.begin(), after.end(), "shop/pull"), 1);
  const auto& rests_on = step("shop/build").rests_on;
  EXPECT_EQ(std::count(rests_on.begin(), rests_on.end(), "shop/pull"), 0);
}

TEST_F(BuildStepsTest, OfAnExternalServiceNothingIsInstalledOrStarted) {
  machine.ports[{"db", "sql"}] = 15432;
  build({"db.external.host=db.example", "db.external.ports.sql=15432"});
  EXPECT_EQ(sorted(ids()), (Strings{"db/answers", "packages", "shop/build", "shop/fetch", "shop/file.conf", "shop/migrate", "shop/need.db", "shop/web.a", "shop/web.a.ready", "shop/web.b",
                                    "shop/web.b.ready"}));
  EXPECT_EQ(std::get<AnswersStep>(step("db/answers").spec).host, "db.example");
  EXPECT_EQ(std::get<AnswersStep>(step("db/answers").spec).ports, (std::vector<int>{15432}));
  EXPECT_EQ(step("shop/need.db").after, (Strings{"db/answers"}));
  EXPECT_EQ(std::get<FileStep>(step("shop/file.conf").spec).text, "url=db://db.example:15432/shop");
}

TEST_F(BuildStepsTest, AMirrorChangesWhereACheckoutComesFromAndNothingElse) {
  build();
  const auto digest = step("shop/fetch").spec_digest;
  options.mirrors = {{"https://example.org/", "https://mirror.example/"}};
  build();
  const auto& request = std::get<FetchStep>(step("shop/fetch").spec).request;
  EXPECT_EQ(request.url, "https://example.org/shop.git");
  EXPECT_EQ(request.fetch_url, "https://mirror.example/shop.git");
  EXPECT_EQ(step("shop/fetch").spec_digest, digest);
}

TEST(Mirrored, TakesTheFirstPrefixThatFits) {
  EXPECT_EQ(mirrored("https://a/x", {{"https://b/", "1"}, {"https://a/", "2/"}, {"https://", "3"}}), "2/x");
  EXPECT_EQ(mirrored("git://a/x", {{"https://", "3"}}), "git://a/x");
}

}  // namespace
}  // namespace stackup::testing
