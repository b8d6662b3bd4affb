#include "stackup/cli/check.h"

#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Check, CountsVariablesButNotThoseOfTheShell) {
  Diagnostics none;
  const auto document = parse_yaml({"a.yaml", "{a: '${x} $${y} ${z}', b: ['${x}'], sh: 'echo ${HOME}'}"}, none);
  EXPECT_EQ(count_variables(*document), 3U);
}

TEST(Check, CountsMistakesAndTheFilesThatTheyAreIn) {
  EXPECT_EQ(mistakes_text({Error(ErrorCode::bad_value, "a").at({"a.yaml", 1, 1}), Error(ErrorCode::bad_value, "b").at({"b.yaml", 1, 1}), Error(ErrorCode::bad_value, "c").at({"b.yaml", 2, 1})}),
            "3 mistakes in 2 files");
  EXPECT_EQ(mistakes_text({Error(ErrorCode::bad_setting, "a")}), "1 mistake");
}

TEST(Check, SaysWhatWasCheckedWhenAllIsWell) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nneeds: [redis]\nports: {web: 80}\nrun: serve ${port.web}\n");
  const auto said = testing::run_in(check_verb(), directory);
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("no mistakes in 2 recipes, 2 units and "));
}

TEST(Check, TellsEveryMistakeOfAWorkspaceAtOnce) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nneeds: [postgers]\nrun: serve ${prot.web}\nmirrors: {a: []}\n");
  const auto said = testing::run_in(check_verb(), directory);
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.err, AllOf(HasSubstr("SU0302"), HasSubstr("SU0305"), HasSubstr("SU0204"), HasSubstr("\n3 mistakes in 1 file\n")));
}

TEST(Check, LooksIntoEachProfileByItself) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nrun: serve\nprofiles:\n  a: [redis]\n  b: [redis.prefix]\n  c: [nothing]\n");
  const auto said = testing::run_in(check_verb(), directory);
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.err, AllOf(HasSubstr("'nothing'"), HasSubstr("\n1 mistake in 1 file\n")));
}

TEST(Check, ChecksFilesThatNeedEachOtherAndAllRecipesOfADirectory) {
  const testing::TemporaryDirectory directory;
  directory.write("r/a.yaml", "schema: 1\nname: a\nsummary: a\nneeds: [b]\nrun: a\n");
  directory.write("r/b.yaml", "schema: 1\nname: b\nsummary: b\nrun: b\n");
  const auto a = (directory.path() / "r/a.yaml").string();
  const auto b = (directory.path() / "r/b.yaml").string();
  EXPECT_EQ(testing::run_verb(check_verb(), directory, {.words = {a}}).code, 3);
  const auto both = testing::run_verb(check_verb(), directory, {.words = {a, b}});
  EXPECT_EQ(both.code, 0) << both.err;
  const auto all = testing::run_verb(check_verb(), directory, {.words = {(directory.path() / "r").string()}});
  EXPECT_THAT(all.out, HasSubstr("no mistakes in 2 recipes, 2 units and 0 variables"));
}

TEST(Check, UsesTheEnvironmentFileBesideTheRecipe) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nrun: serve ${env.SHOP_TOKEN}\n");
  EXPECT_EQ(testing::run_in(check_verb(), directory).code, 3);
  directory.write(".env", "SHOP_TOKEN=x\n");
  EXPECT_EQ(testing::run_in(check_verb(), directory).code, 0);
  directory.write(".env", "SHOP_TOKEN=x\nnonsense\n");
  EXPECT_EQ(testing::run_in(check_verb(), directory).code, 3);
}

TEST(Check, WritesJson) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nrunn: serve\n");
  const auto said = testing::run_in(check_verb(), directory, {.words = {}, .rest = {}, .options = {{"--json", {""}}}});
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.out, AllOf(HasSubstr(R"({"v":1,"kind":"check","ok":false,)"), HasSubstr(R"("code":"SU0202")"), Not(HasSubstr("\n{"))));
}

TEST(Check, WarnsOnlyIfItIsStrict) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop.\nneeds: [redis]\nports: {web: 80}\nrun: serve ${port.web}\n");
  EXPECT_EQ(testing::run_in(check_verb(), directory).code, 0);
  const auto said = testing::run_in(check_verb(), directory, {.words = {}, .rest = {}, .options = {{"--strict", {""}}, {"--json", {""}}}});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("warning[SU1009]: 'summary' of recipe 'shop' ends with a period\n"), HasSubstr("warning[SU1008]"), HasSubstr("warning[SU1002]"),
                              HasSubstr("\n3 warnings in 1 file\n")));
  EXPECT_THAT(said.out, AllOf(HasSubstr(R"("ok":false)"), HasSubstr(R"("errors":[],"warnings":[{)"), HasSubstr(R"("code":"SU1009")")));
}

TEST(Check, TellsMistakesAndWarningsTogether) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop.\nneeds: [postgers]\nrun: serve\n");
  const auto said = testing::run_in(check_verb(), directory, {.words = {}, .rest = {}, .options = {{"--strict", {""}}}});
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.err, AllOf(HasSubstr("error[SU0302]"), HasSubstr("\nwarning[SU1009]"), HasSubstr("\n1 warning in 1 file\n1 mistake in 1 file\n")));
}

TEST(Check, FindsNothingToImproveInBuiltInRecipes) {
  const testing::TemporaryDirectory directory;
  const std::string root = STACKUP_SOURCE_DIR;
  const auto said = testing::run_verb(check_verb(), directory, {.words = {root + "/services", root + "/recipes"}, .rest = {}, .options = {{"--strict", {""}}}});
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(said.code, 0);
}

TEST(Check, SaysWhenThereIsNothingToCheck) {
  const testing::TemporaryDirectory directory;
  EXPECT_THAT(testing::run_in(check_verb(), directory).err, HasSubstr("SU0805"));
  EXPECT_EQ(testing::run_verb(check_verb(), directory, {.words = {"no-such-file.yaml"}}).code, 2);
}

}  // namespace
}  // namespace stackup
