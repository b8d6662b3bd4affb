#include "stackup/plan/build_steps.h"

#include "front_end.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Strings = std::vector<std::string>;

class BuildToolchainsTest : public ::testing::Test {
 protected:
  BuildToolchainsTest() {
    machine.layout = {"/w", "/r", {}};
    options.package_family = "debian";
    options.ambient = {{"HOME", "/home/ann"}};
    options.npm_cache = "/cache/npm";
    options.build_jobs = 3;
  }

  void build(const std::string& sections) {
    FrontEndInput input;
    input.texts = {{{"shop.yaml", "{schema: 1, name: shop, summary: a shop, repository: \"https://example.org/shop.git\", " + sections + "}"}, RecipeOrigin::directory}};
    input.selection.targets = {"shop"};
    auto result = run_front_end(input);
    ASSERT_EQ(result.rendered(), "");
    stack = *result.stack;
    steps = build_steps(stack, machine, options);
  }
  const Step& step(const std::string& id) const {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& one) { return one.id == id; });
    if (found == steps.end()) throw std::out_of_range(id);
    return *found;
  }
  Strings packages() const { return wanted_packages(stack, options); }

  Stack stack;
  Assignments machine;
  BuildOptions options;
  std::vector<Step> steps;
};

TEST_F(BuildToolchainsTest, ANodeStepWorksInItsDirectory) {
  build("steps: {install: {node: {directory: ./web/, script: build}, timeout: 5m}}");
  const auto& node = std::get<NodeStep>(step("shop/install").spec);
  EXPECT_EQ(node.directory, "/w/src/shop/web");
  EXPECT_EQ(node.base.directory, "/w/src/shop/web");
  EXPECT_EQ(node.scripts, Strings{"build"});
  EXPECT_EQ(node.room, "/w/.stackup/node/shop/install");
  EXPECT_EQ(node.log, "/w/.stackup/logs/shop/install.log");
  EXPECT_EQ(node.timeout, std::chrono::minutes(5));
  EXPECT_EQ(node.reach, NodeStep::Registry::reachable);
  EXPECT_EQ(step("shop/install").after, (Strings{"packages", "shop/fetch"}));
}

TEST_F(BuildToolchainsTest, ProgramsOfANodeStepComeFirstInTheUnitsPathAndNpmIsQuiet) {
  build("steps: {install: {node: {}}, page: {node: page}}, run: serve");
  const auto& environment = std::get<StartStep>(step("shop/main").spec).process.program.environment;
  EXPECT_EQ(environment.at("PATH"), "/w/src/shop/node_modules/.bin:/w/src/shop/page/node_modules/.bin:" + std::string(standard_path));
  EXPECT_EQ(environment, (EnvironmentMap{{"HOME", "/home/ann"}, {"PATH", environment.at("PATH")}, {"npm_config_audit", "false"}, {"npm_config_cache", "/cache/npm"}, {"npm_config_fund", "false"},
                                         {"npm_config_update_notifier", "false"}}));
}

TEST_F(BuildToolchainsTest, ARecipeMaySetWhatNpmIsToBeLike) {
  build("env: {npm_config_cache: /other}, steps: {install: {node: .}}");
  EXPECT_EQ(std::get<NodeStep>(step("shop/install").spec).base.environment.at("npm_config_cache"), "/other");
}

TEST_F(BuildToolchainsTest, OfflineANodeStepKnowsIt) {
  options.network = BuildOptions::Network::forbidden;
  build("steps: {install: {node: .}}");
  EXPECT_EQ(std::get<NodeStep>(step("shop/install").spec).reach, NodeStep::Registry::offline);
}

TEST_F(BuildToolchainsTest, CMakeBuildsOutsideOfTheCheckout) {
  build("steps: {build: {cmake: {build_type: Debug, options: {A: '${build}/x'}, target: all}}, tool: {cmake: {source: tool, build: tool}}}, run: '${build}/bin/shop'");
  const auto& cmake = std::get<CMakeStep>(step("shop/build").spec);
  EXPECT_EQ(cmake.source, "/w/src/shop");
  EXPECT_EQ(cmake.build, "/w/.stackup/build/shop");
  EXPECT_EQ(cmake.base.directory, "/w/src/shop");
  EXPECT_EQ(cmake.build_type, "Debug");
  EXPECT_EQ(cmake.options, (BuildSettings{{"A", "/w/.stackup/build/shop/x"}}));
  EXPECT_EQ(cmake.targets, Strings{"all"});
  EXPECT_EQ(cmake.jobs, 3);
  const auto& tool = std::get<CMakeStep>(step("shop/tool").spec);
  EXPECT_EQ(tool.source, "/w/src/shop/tool");
  EXPECT_EQ(tool.build, "/w/.stackup/build/shop/tool");
  EXPECT_EQ(std::get<StartStep>(step("shop/main").spec).process.program.arguments, Strings{"/w/.stackup/build/shop/bin/shop"});
}

TEST_F(BuildToolchainsTest, MakeWorksInTheTreeOneCommandAtATime) {
  build("steps: {docs: {make: {directory: docs, targets: [html, man], variables: {OUT: '${build}'}}}}");
  const auto& make = std::get<MakeStep>(step("shop/docs").spec);
  EXPECT_EQ(make.directory, "/w/src/shop/docs");
  EXPECT_EQ(make.base.directory, "/w/src/shop/docs");
  EXPECT_EQ(make.targets, (Strings{"html", "man"}));
  EXPECT_EQ(make.variables, (BuildSettings{{"OUT", "/w/.stackup/build/shop"}}));
  EXPECT_EQ(make.jobs, 1);
}

TEST_F(BuildToolchainsTest, EachKindBringsThePackagesThatItNeedsItself) {
  build("packages: {debian: [g++, curl]}, steps: {a: {node: .}, b: {cmake: .}, c: {make: .}}");
  EXPECT_EQ(packages(), (Strings{"g++", "curl", "nodejs", "npm", "cmake", "ninja-build", "make"}));
  EXPECT_EQ(std::get<PackagesStep>(step("packages").spec).names, packages());
  options.package_family = "alpine";
  EXPECT_EQ(packages(), (Strings{"nodejs", "npm", "cmake", "g++", "samurai", "make"}));
  options.package_family = "";
  EXPECT_EQ(packages(), Strings{});
}

TEST_F(BuildToolchainsTest, AGeneratorDecidesWhatCMakeNeeds) {
  build("steps: {b: {cmake: {generator: Unix Makefiles}}}");
  EXPECT_EQ(packages(), (Strings{"cmake", "g++", "make"}));
  build("steps: {b: {cmake: {preset: dev}}}");
  EXPECT_EQ(packages(), (Strings{"cmake", "g++", "ninja-build", "make"}));
}

TEST_F(BuildToolchainsTest, WhatIsAtHandNeedsNoPackage) {
  options.at_hand = {"nodejs", "npm"};
  build("packages: {debian: [npm]}, steps: {a: {node: .}, c: {make: .}}");
  EXPECT_EQ(packages(), (Strings{"npm", "make"}));
}

TEST_F(BuildToolchainsTest, AnExternalUnitNeedsNoToolchain) {
  build("steps: {a: {node: .}}");
  stack.units.front().recipe.external.emplace();
  EXPECT_EQ(packages(), Strings{});
}

}  // namespace
}  // namespace stackup::testing
