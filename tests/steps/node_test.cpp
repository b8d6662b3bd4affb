#include "stackup/steps/inputs.h"
#include "stackup/steps/kinds.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using Words = std::vector<std::string>;

class NodeTest : public StepTest {
 protected:
  NodeTest() {
    step.id = "shop/install";
    node.directory = "/w/src/shop";
    node.room = "/w/.stackup/node/shop/install";
    node.base.directory = "/w/src/shop";
    node.base.environment = {{"PATH", "/w/src/shop/node_modules/.bin:/opt/node/*/bin:/usr/bin"}};
    world.files.texts["/w/src/shop/package.json"] = "{}";
    world.files.texts["/w/src/shop/package-lock.json"] = R"({"packages": {"cart": {}}})";
    world.files.texts["/usr/bin/node"] = "a program";
    world.processes.runs["npm"] = {ScriptedRun{}};
  }
  Result<Outputs> install() {
    step.spec = node;
    world.processes.run_requests.clear();
    return apply();
  }
  /// As it is once everything was done.
  void installed() {
    const auto outputs = install();
    ASSERT_TRUE(outputs.has_value());
    remember(*outputs);
    world.processes.run_requests.clear();
  }
  std::optional<Error> fetch() {
    step.spec = node;
    auto result = world.clock.finish(fetch_node_packages(step, context()));
    return result && *result ? std::nullopt : std::optional(result->error());
  }

  NodeStep node;
};

TEST_F(NodeTest, InstallsWhatTheLockFileSaysFromTheCacheFirst) {
  EXPECT_EQ(install(), Result<Outputs>(Outputs{{"node", "/usr/bin/node, 9 bytes"}}));
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "ci", "--prefer-offline"}}));
  EXPECT_EQ(world.processes.run_requests[0].program.directory, "/w/src/shop");
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"node_modules", "/w/src/shop/node_modules", "shop/install"}}));
  EXPECT_TRUE(verify().has_value());
  EXPECT_EQ(probe(), std::nullopt);
}

TEST_F(NodeTest, OfflineItAsksNobody) {
  node.reach = NodeStep::Registry::offline;
  install();
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "ci", "--offline"}}));
}

TEST_F(NodeTest, TheRegistryIsNoArgumentBecauseItMayHoldAPassword) {
  node.registry = "https://me:secret@registry.example/";
  install();
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "ci", "--prefer-offline"}}));
  EXPECT_EQ(world.processes.run_requests[0].program.environment.at("npm_config_registry"), "https://me:secret@registry.example/");
}

TEST_F(NodeTest, ScriptsFollowAndAreRunAgainWithoutAnotherInstallation) {
  node.scripts = {"build", "docs"};
  installed();
  install();
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "run", "build"}, {"npm", "run", "docs"}}));
  world.files.texts["/w/src/shop/package-lock.json"] = "{}";
  install();
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "ci", "--prefer-offline"}, {"npm", "run", "build"}, {"npm", "run", "docs"}}));
}

TEST_F(NodeTest, AScriptThatFailedDoesNotCostAnotherInstallation) {
  node.scripts = {"build"};
  world.processes.runs["npm"] = {ScriptedRun{}, ScriptedRun{{"npm ERR! Missing script: \"build\""}, Exit{1}}};
  EXPECT_EQ(install().error().tries(), Words{"see in package.json how the script is called"});
  world.processes.runs["npm"] = {ScriptedRun{}};
  remember({});
  install();
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "run", "build"}}));
}

TEST_F(NodeTest, WhatAKilledInstallationLeavesIsNotTakenForWhole) {
  node.scripts = {"build"};
  installed();
  world.processes.runs["npm"] = {ScriptedRun{{}, Exit{0, 9}}};
  world.files.texts["/w/src/shop/.npmrc"] = "omit=dev";
  EXPECT_FALSE(install().has_value());
  world.files.texts.erase("/w/src/shop/.npmrc");
  world.processes.runs["npm"] = {ScriptedRun{}};
  install();
  EXPECT_EQ(commands().at(0), (Words{"npm", "ci", "--prefer-offline"}));
}

TEST_F(NodeTest, SomebodyElsesNodeModulesIsPutAsideAndComesBack) {
  world.files.texts["/w/src/shop/node_modules/mine/index.js"] = "mine";
  installed();
  EXPECT_EQ(world.files.texts.at("/w/.stackup/node/shop/install/node_modules/mine/index.js"), "mine");
  EXPECT_FALSE(world.files.exists("/w/src/shop/node_modules/mine"));
  install();
  EXPECT_FALSE(world.files.exists("/w/src/shop/node_modules/mine")) << "what it made itself is not put aside";
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.texts.at("/w/src/shop/node_modules/mine/index.js"), "mine");
}

TEST_F(NodeTest, TellsWhereItPutWhatWasThere) {
  world.files.texts["/w/src/shop/node_modules/mine/index.js"] = "mine";
  install();
  EXPECT_EQ(events.list, (std::vector<Event>{Notice{"shop/install: the node_modules that was there is kept in /w/.stackup/node/shop/install; stackup reset --all puts it back"},
                                             ThingMade{"node_modules", "/w/src/shop/node_modules", "shop/install"}}));
}

TEST_F(NodeTest, UndoRemovesOnlyWhatItMade) {
  step.spec = node;
  world.files.texts["/w/src/shop/node_modules/mine/index.js"] = "mine";
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.removed_trees, std::vector<Path>{});
  world.files.texts.erase("/w/src/shop/node_modules/mine/index.js");
  installed();
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.removed_trees, (std::vector<Path>{"/w/src/shop/node_modules"}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingRemoved{"node_modules", "/w/src/shop/node_modules"}}));
}

TEST_F(NodeTest, NoticesThatNodeModulesIsGone) {
  step.spec = node;
  EXPECT_EQ(probe(), "node_modules is gone");
  EXPECT_EQ(verify().error(), Error(ErrorCode::step_failed, "shop/install: node_modules is not there"));
}

TEST_F(NodeTest, NoticesAnotherNode) {
  installed();
  EXPECT_EQ(probe(), std::nullopt);
  world.files.texts["/usr/bin/node"] = "another program";
  EXPECT_EQ(probe(), "Node.js is another one than its packages were installed for");
  installed();
  world.files.matching["/opt/node/*/bin"] = {"/opt/node/22/bin"};
  world.files.texts["/opt/node/22/bin/node"] = "another program";
  EXPECT_EQ(probe(), "Node.js is another one than its packages were installed for");
}

TEST_F(NodeTest, PackageAndLockFilesAreItsInputs) {
  step.spec = node;
  auto last = input_digest(step, world.files);
  for (const char* file : {"package.json", "package-lock.json", "npm-shrinkwrap.json", ".npmrc"}) {
    world.files.texts[Path("/w/src/shop") / file] = "changed";
    const auto now = input_digest(step, world.files);
    EXPECT_NE(now, last) << file;
    last = now;
  }
  world.files.texts["/w/src/shop/index.js"] = "changed";
  EXPECT_EQ(input_digest(step, world.files), last);
}

TEST_F(NodeTest, SaysWhatToDoWithoutALockFile) {
  world.files.texts.erase("/w/src/shop/package-lock.json");
  EXPECT_EQ(install().error(), Error(ErrorCode::project_incomplete, "shop/install: there is no package-lock.json in /w/src/shop")
                                   .because("npm ci installs exactly what a lock file says, so that everybody has the same")
                                   .try_("npm install --package-lock-only --prefix /w/src/shop makes one; commit it"));
  world.files.texts["/w/src/shop/yarn.lock"] = "";
  EXPECT_EQ(install().error(), Error(ErrorCode::project_incomplete, "shop/install: there is no package-lock.json in /w/src/shop")
                                   .because("its packages are locked by yarn.lock for yarn; a node step installs with npm")
                                   .try_("make it a step of its own: run: npx --yes yarn install --frozen-lockfile, inputs: [package.json, yarn.lock]"));
  world.files.texts["/w/src/shop/npm-shrinkwrap.json"] = "{}";
  EXPECT_TRUE(install().has_value());
}

TEST_F(NodeTest, SaysWhatToDoWithoutAPackageFile) {
  world.files.texts.erase("/w/src/shop/package.json");
  EXPECT_EQ(install().error(), Error(ErrorCode::project_incomplete, "shop/install: there is no package.json in /w/src/shop")
                                   .because("it is what npm works by")
                                   .try_("name the directory that has one: node: DIRECTORY"));
}

TEST_F(NodeTest, ExplainsWhatNpmSays) {
  world.processes.runs["npm"] = {ScriptedRun{{"npm ERR! code ENOTCACHED"}, Exit{1}}};
  EXPECT_EQ(install().error().tries(), Words{"stackup fetch puts it into the cache while there is a network"});
  world.processes.runs["npm"] = {ScriptedRun{{"npm ERR! `npm ci` can only install packages when your package.json and package-lock.json are in sync."}, Exit{1}}};
  EXPECT_EQ(install().error().tries(), Words{"npm install --package-lock-only --prefix /w/src/shop brings the lock file up to date; commit it"});
}

TEST_F(NodeTest, FetchFillsTheCacheWithoutTouchingTheCheckout) {
  world.files.texts["/w/src/shop/cart/package.json"] = "{}";
  const auto before = world.files.texts;
  EXPECT_EQ(fetch(), std::nullopt);
  EXPECT_EQ(commands(), (std::vector<Words>{{"npm", "ci", "--prefer-offline", "--ignore-scripts"}}));
  EXPECT_EQ(world.processes.run_requests[0].program.directory, "/w/.stackup/node/shop/install/fetch");
  EXPECT_EQ(world.files.texts, before);
  EXPECT_EQ(events.list, std::vector<Event>{});
}

TEST_F(NodeTest, FetchCopiesWhatNpmReads) {
  world.files.texts["/w/src/shop/cart/package.json"] = "cart";
  world.files.texts["/w/src/shop/.npmrc"] = "omit=dev";
  world.processes.runs["npm"] = {ScriptedRun{{}, Exit{1}}};
  EXPECT_EQ(fetch()->code(), ErrorCode::fetch_failed);
  const Path place = node.room / "fetch";
  EXPECT_EQ(world.files.texts.at(place / "package.json"), "{}");
  EXPECT_EQ(world.files.texts.at(place / "package-lock.json"), R"({"packages": {"cart": {}}})");
  EXPECT_EQ(world.files.texts.at(place / ".npmrc"), "omit=dev");
  EXPECT_EQ(world.files.texts.at(place / "cart/package.json"), "cart");
}

}  // namespace
}  // namespace stackup::testing
