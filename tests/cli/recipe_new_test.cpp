#include "stackup/cli/recipe_new.h"

#include "stackup/base/text.h"
#include "stackup/cli/check.h"
#include "tests/cli/run_verb.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Arguments called(const TemporaryDirectory& directory, const std::string& name, const std::string& kind = "service") {
  return {.words = {name}, .rest = {}, .options = {{"--kind", {kind}}, {"--output", {directory.path().string()}}}};
}

TEST(RecipeNew, WritesRecipesThatPassEveryCheck) {
  for (const auto* kind : {"service", "project"})
    for (const auto* name : {"tickets", "my-shop-2"}) {
      const TemporaryDirectory directory;
      const auto made = run_verb(recipe_new_verb(), directory, called(directory, name, kind));
      ASSERT_EQ(made.code, 0) << made.err;
      const auto file = (directory.path() / (std::string(name) + ".yaml")).string();
      const auto checked = run_verb(check_verb(), directory, {.words = {file}, .rest = {}, .options = {{"--strict", {""}}}});
      EXPECT_EQ(checked.err, "") << kind;
      EXPECT_EQ(checked.code, 0);
    }
}

TEST(RecipeNew, BeginsWithTheLineForEditors) {
  for (const auto kind : {StartingKind::service, StartingKind::project}) {
    const auto text = starting_recipe(kind, "my-shop");
    EXPECT_THAT(text, StartsWith("# yaml-language-server: $schema=stackup.schema.json\n"));
    EXPECT_THAT(text, AllOf(HasSubstr("\nname: my-shop\n"), HasSubstr("# yours")));
    EXPECT_EQ(text.find('@'), std::string::npos);
    for (const auto& line : lines_of(text)) EXPECT_LE(line.size(), 160U) << line;
  }
}

TEST(RecipeNew, SaysWhatToDoNext) {
  const TemporaryDirectory directory;
  const auto place = directory.path().string();
  const auto said = run_verb(recipe_new_verb(), directory, called(directory, "tickets"));
  EXPECT_EQ(said.out, "");
  EXPECT_THAT(said.err, AllOf(HasSubstr("Wrote " + place + "/tickets.yaml: a service to start from\n"), HasSubstr("stackup check --strict " + place + "/tickets.yaml"),
                              HasSubstr("stackup recipe test tickets --recipes " + place), HasSubstr("stackup up tickets --recipes " + place)));
  EXPECT_EQ(made_recipe(StartingKind::service, "tickets", "tickets.yaml").next.back().words, "stackup up tickets --recipes .");
}

TEST(RecipeNew, WritesJson) {
  const TemporaryDirectory directory;
  auto arguments = called(directory, "tickets", "project");
  arguments.options["--json"] = {""};
  const auto said = run_verb(recipe_new_verb(), directory, arguments);
  const auto json = nlohmann::json::parse(said.out);
  const auto file = (directory.path() / "tickets.yaml").string();
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["kind"], "recipe_new");
  EXPECT_EQ(json["starts_as"], "project");
  EXPECT_EQ(json["file"], file);
  EXPECT_EQ(json["next"][1], "stackup check --strict " + file);
  EXPECT_EQ(json["recipe"], directory.text_of("tickets.yaml"));
}

TEST(RecipeNew, NeverReplacesAFile) {
  const TemporaryDirectory directory;
  directory.write("tickets.yaml", "mine");
  const auto said = run_verb(recipe_new_verb(), directory, called(directory, "tickets"));
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("tickets.yaml already"));
  EXPECT_EQ(directory.text_of("tickets.yaml"), "mine");
}

TEST(RecipeNew, TakesAFileForItsOutput) {
  const TemporaryDirectory directory;
  auto arguments = called(directory, "tickets");
  arguments.options["--output"] = {(directory.path() / "deep/other.yml").string()};
  EXPECT_EQ(run_verb(recipe_new_verb(), directory, arguments).code, 0);
  EXPECT_THAT(directory.text_of("deep/other.yml"), HasSubstr("\nname: tickets\n"));
}

TEST(RecipeNew, RefusesNamesAndKindsThatAreNone) {
  const TemporaryDirectory directory;
  for (const auto* name : {"My_Shop", "", "1st", "shop/..", "a.yaml", "日本"}) EXPECT_EQ(run_verb(recipe_new_verb(), directory, called(directory, name)).code, 2) << name;
  EXPECT_THAT(run_verb(recipe_new_verb(), directory, called(directory, "My_Shop")).err, HasSubstr("try: stackup recipe new my-shop\n"));
  EXPECT_THAT(run_verb(recipe_new_verb(), directory, called(directory, "shop", "stack")).err, HasSubstr("there is no kind 'stack'"));
}

}  // namespace
}  // namespace stackup::testing
