#include "stackup/steps/inputs.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

using Words = std::vector<std::string>;

class MakeTest : public StepTest {
 protected:
  MakeTest() {
    step.id = "shop/docs";
    step.source = "/w/src/shop";
    make.directory = "/w/src/shop";
    make.base.directory = "/w/src/shop";
    make.base.environment = {{"PATH", "/bin"}};
    make.log = "/w/logs/docs.log";
    make.timeout = std::chrono::minutes(2);
    world.files.texts["/w/src/shop/Makefile"] = "all:";
    world.processes.runs["make"] = {ScriptedRun{}};
    step.spec = make;
  }

  MakeStep make;
};

TEST_F(MakeTest, MakesTheFirstTargetInItsDirectory) {
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  ASSERT_EQ(commands(), (std::vector<Words>{{"make"}}));
  const auto& request = world.processes.run_requests[0];
  EXPECT_EQ(request.program.directory, "/w/src/shop");
  EXPECT_EQ(request.log, "/w/logs/docs.log");
  EXPECT_EQ(request.timeout, std::chrono::minutes(2));
  EXPECT_EQ(events.list, std::vector<Event>{});
}

TEST_F(MakeTest, TargetsVariablesAndJobsBecomeArguments) {
  make.targets = {"html", "man"};
  make.variables = {{"OUT", "/a b"}, {"V", "1"}};
  make.jobs = 4;
  step.spec = make;
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(commands(), (std::vector<Words>{{"make", "-j4", "html", "man", "OUT=/a b", "V=1"}}));
}

TEST_F(MakeTest, SaysWhatToDoWithoutAMakefile) {
  world.files.texts = {{"/w/src/shop/README", ""}};
  EXPECT_EQ(apply().error(), Error(ErrorCode::project_incomplete, "shop/docs: there is no Makefile in /w/src/shop")
                                 .because("make would not know what to do")
                                 .try_("name the directory that has one: make: DIRECTORY"));
  EXPECT_EQ(commands(), std::vector<Words>{});
}

TEST_F(MakeTest, AFailureShowsMakesOwnWords) {
  world.processes.runs["make"] = {ScriptedRun{{"make: *** No rule to make target 'x'"}, Exit{2}}};
  const auto failed = apply();
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code(), ErrorCode::step_failed);
  EXPECT_EQ(failed.error().log_tail(), Words{"make: *** No rule to make target 'x'"});
}

TEST_F(MakeTest, SourcesCountUnlessTheRecipeNamesInputs) {
  world.files.texts["/w/src/shop/main.c"] = "one";
  const auto before = input_digest(step, world.files);
  world.files.texts["/w/src/shop/main.c"] = "two";
  EXPECT_NE(input_digest(step, world.files), before);
  step.inputs = {"*.md"};
  const auto named = input_digest(step, world.files);
  world.files.texts["/w/src/shop/main.c"] = "three";
  EXPECT_EQ(input_digest(step, world.files), named);
  world.files.texts["/w/src/shop/Makefile"] = "other:";
  EXPECT_NE(input_digest(step, world.files), named);
}

}  // namespace
}  // namespace stackup::testing
