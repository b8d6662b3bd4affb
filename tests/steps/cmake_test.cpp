#include "stackup/steps/inputs.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using Words = std::vector<std::string>;

class CMakeTest : public StepTest {
 protected:
  CMakeTest() {
    step.id = "shop/build";
    step.source = "/w/src/shop";
    cmake.source = "/w/src/shop";
    cmake.build = "/w/build/shop";
    cmake.base.directory = "/w/src/shop";
    cmake.base.environment = {{"PATH", "/usr/bin:/bin"}};
    cmake.jobs = 2;
    world.files.texts["/w/src/shop/CMakeLists.txt"] = "project(shop)";
    world.processes.runs["cmake"] = {ScriptedRun{}};
  }
  Result<Outputs> build() {
    step.spec = cmake;
    world.processes.run_requests.clear();
    auto outputs = apply();
    if (outputs) world.files.texts["/w/build/shop/CMakeCache.txt"] = "";  // what CMake would have written
    return outputs;
  }

  CMakeStep cmake;
};

TEST_F(CMakeTest, ConfiguresAndBuildsOutOfTree) {
  EXPECT_EQ(build(), Result<Outputs>(Outputs{}));
  EXPECT_EQ(commands(), (std::vector<Words>{{"cmake", "-S", "/w/src/shop", "-B", "/w/build/shop"}, {"cmake", "--build", "/w/build/shop", "--parallel", "2"}}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"build", "/w/build/shop", "shop/build"}}));
  EXPECT_TRUE(verify().has_value());
}

TEST_F(CMakeTest, TakesNinjaIfItIsInstalledAndNobodySaysOtherwise) {
  world.files.texts["/usr/bin/ninja"] = "";
  build();
  EXPECT_EQ(commands().at(0), (Words{"cmake", "-S", "/w/src/shop", "-B", "/w/build/shop", "-G", "Ninja"}));
  build();
  EXPECT_EQ(commands().at(0), (Words{"cmake", "-S", "/w/src/shop", "-B", "/w/build/shop"})) << "a build directory keeps its generator";
}

TEST_F(CMakeTest, PassesOnWhatTheRecipeSays) {
  world.files.texts["/usr/bin/ninja"] = "";
  cmake.preset = "dev";
  cmake.build_type = "Debug";
  cmake.options = {{"FAST", "ON"}, {"WORDS", "a b"}};
  cmake.targets = {"shop", "extra"};
  build();
  EXPECT_EQ(commands(), (std::vector<Words>{{"cmake", "--preset", "dev", "-S", "/w/src/shop", "-B", "/w/build/shop", "-DCMAKE_BUILD_TYPE=Debug", "-DFAST=ON", "-DWORDS=a b"},
                                            {"cmake", "--build", "/w/build/shop", "--parallel", "2", "--target", "shop", "extra"}}));
  cmake.preset.clear();
  cmake.generator = "Unix Makefiles";
  world.files.texts.erase("/w/build/shop/CMakeCache.txt");
  build();
  EXPECT_EQ(commands().at(0), (Words{"cmake", "-S", "/w/src/shop", "-B", "/w/build/shop", "-G", "Unix Makefiles", "-DCMAKE_BUILD_TYPE=Debug", "-DFAST=ON", "-DWORDS=a b"}));
}

TEST_F(CMakeTest, ASettingThatWasTakenOutIsForgottenAndObjectsAreKept) {
  cmake.options = {{"FAST", "ON"}};
  build();
  world.files.texts["/w/build/shop/CMakeFiles/3.25.1/CMakeCXXCompiler.cmake"] = "";
  world.files.texts["/w/build/shop/CMakeFiles/shop.dir/main.cpp.o"] = "";
  build();
  EXPECT_EQ(world.files.removed_trees, std::vector<Path>{}) << "nothing was changed";
  cmake.options.clear();
  world.processes.runs["cmake"] = {ScriptedRun{{}, Exit{1}}};
  EXPECT_FALSE(build().has_value());
  EXPECT_EQ(world.files.removed_trees, (std::vector<Path>{"/w/build/shop/CMakeFiles/3.25.1"}));
  EXPECT_FALSE(world.files.exists("/w/build/shop/CMakeCache.txt"));
  EXPECT_TRUE(world.files.exists("/w/build/shop/CMakeFiles/shop.dir/main.cpp.o"));
}

TEST_F(CMakeTest, AFailedBuildIsNotConfiguredFromTheBeginningTheNextTime) {
  world.processes.runs["cmake"] = {ScriptedRun{}, ScriptedRun{{"main.cpp:1: error"}, Exit{1}}};
  EXPECT_FALSE(build().has_value());
  world.files.texts["/w/build/shop/CMakeCache.txt"] = "";
  world.processes.runs["cmake"] = {ScriptedRun{}};
  EXPECT_TRUE(build().has_value());
  EXPECT_TRUE(world.files.exists("/w/build/shop/CMakeCache.txt"));
}

TEST_F(CMakeTest, NamesThePackageThatIsMissing) {
  world.processes.runs["cmake"] = {ScriptedRun{{"  Could not find a package configuration file provided by \"fmt\" with any"}, Exit{1}}};
  EXPECT_EQ(build().error().tries(), Words{"add the distribution's package that brings fmt to the recipe's packages:"});
  world.processes.runs["cmake"] = {ScriptedRun{{"  Could NOT find ZLIB (missing: ZLIB_LIBRARY)"}, Exit{1}}};
  EXPECT_EQ(build().error().tries(), Words{"add the distribution's package that brings ZLIB to the recipe's packages:"});
}

TEST_F(CMakeTest, SaysWhatToDoWithoutItsListFile) {
  world.files.texts.clear();
  EXPECT_EQ(build().error(), Error(ErrorCode::project_incomplete, "shop/build: there is no CMakeLists.txt in /w/src/shop")
                                 .because("it is what CMake builds by")
                                 .try_("name the directory that has one: cmake: DIRECTORY"));
}

TEST_F(CMakeTest, NoticesThatTheBuildDirectoryIsGone) {
  step.spec = cmake;
  EXPECT_EQ(probe(), "the build directory is gone");
  EXPECT_EQ(verify().error(), Error(ErrorCode::step_failed, "shop/build: the build directory is gone"));
  build();
  EXPECT_EQ(probe(), std::nullopt);
}

TEST_F(CMakeTest, SourcesCountUnlessTheRecipeNamesInputs) {
  step.spec = cmake;
  world.files.texts["/w/src/shop/main.cpp"] = "one";
  const auto before = input_digest(step, world.files);
  world.files.texts["/w/src/shop/main.cpp"] = "two";
  EXPECT_NE(input_digest(step, world.files), before);
  step.inputs = {"*.md"};
  const auto named = input_digest(step, world.files);
  world.files.texts["/w/src/shop/main.cpp"] = "three";
  EXPECT_EQ(input_digest(step, world.files), named);
  world.files.texts["/w/src/shop/CMakeLists.txt"] = "project(store)";
  EXPECT_NE(input_digest(step, world.files), named);
}

TEST_F(CMakeTest, UndoRemovesTheBuildDirectoryThatItMade) {
  step.spec = cmake;
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.removed_trees, std::vector<Path>{}) << "one that it did not make stays";
  build();
  remember({});
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.removed_trees, (std::vector<Path>{"/w/build/shop"}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingRemoved{"build", "/w/build/shop"}}));
}

}  // namespace
}  // namespace stackup::testing
