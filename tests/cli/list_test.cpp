#include "stackup/cli/list.h"

#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Node document(const std::string& text) {
  Diagnostics none;
  return parse_yaml({"a.yaml", text}, none).value_or(Node{});
}

RecipeKind kind(const std::string& text, RecipeOrigin origin = RecipeOrigin::built_in) { return kind_of(document("{schema: 1, name: a, summary: s, " + text + "}"), origin); }

std::vector<std::string> names(const std::vector<ListedRecipe>& recipes) {
  std::vector<std::string> names;
  for (const auto& recipe : recipes) names.push_back(recipe.name);
  return names;
}

const std::vector<ListedRecipe>& sample() {
  static const std::vector<ListedRecipe> recipes = {{"django", "a web framework", "with PostgreSQL", RecipeKind::project, RecipeOrigin::built_in, "built-in:recipes/django.yaml", {}},
                                                    {"postgresql", "a database", "", RecipeKind::service, RecipeOrigin::built_in, "built-in:services/postgresql.yaml", {"database"}},
                                                    {"shop", "my shop", "", RecipeKind::project, RecipeOrigin::workspace, "stackup.yaml", {}}};
  return recipes;
}

const Screen plain{{Colour::off, Glyphs::ascii}, {100, 24}};

TEST(List, TellsARecipesKindByTheSectionsThatItFills) {
  EXPECT_EQ(kind("repository: x, offers: {}"), RecipeKind::project);
  EXPECT_EQ(kind("needs: [a]"), RecipeKind::stack);
  EXPECT_EQ(kind("run: a, offers: {a: {}}"), RecipeKind::service);
  EXPECT_EQ(kind("run: a"), RecipeKind::service);
  EXPECT_EQ(kind("run: a, abstract: true"), RecipeKind::base);
}

TEST(List, TakesAWorkspacesOwnRecipeForItsProject) {
  EXPECT_EQ(kind("run: a, needs: [redis]", RecipeOrigin::workspace), RecipeKind::project);
  EXPECT_EQ(kind("needs: [redis]", RecipeOrigin::workspace), RecipeKind::stack);
  EXPECT_EQ(kind("run: a, offers: {a: {}}", RecipeOrigin::workspace), RecipeKind::service);
}

TEST(List, FindsWordsInNameSummaryAndDescriptionWhateverTheirCase) {
  EXPECT_THAT(names(recipes_about(sample(), "POSTGRES")), ElementsAre("django", "postgresql"));
  EXPECT_THAT(names(recipes_about(sample(), "my")), ElementsAre("shop"));
  EXPECT_THAT(names(recipes_about(sample(), "")), ElementsAre("django", "postgresql", "shop"));
}

TEST(List, GroupsByKindAndTellsWhereRecipesComeFromIfSomeAreNotBuiltIn) {
  EXPECT_EQ(list_text(sample(), plain),
            "Projects, to hack on\n"
            "  django      built in      a web framework\n"
            "  shop        stackup.yaml  my shop\n"
            "\n"
            "Services, for others to need\n"
            "  postgresql  built in      a database\n");
  EXPECT_EQ(list_text({sample()[1]}, plain), "Services, for others to need\n  postgresql  a database\n");
}

TEST(List, WritesJson) {
  EXPECT_EQ(list_json({sample()[1]}),
            R"({"v":1,"kind":"recipes","recipes":[{"name":"postgresql","summary":"a database","kind":"service","origin":"built_in","file":"built-in:services/postgresql.yaml","offers":["database"]}]})");
}

TEST(List, WorksOutsideAnyWorkspaceAndSuggestsWhatWasMeant) {
  const testing::TemporaryDirectory directory;
  const auto all = testing::run_in(list_verb(), directory);
  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out, HasSubstr("  redis"));
  const auto none = testing::run_in(list_verb(), directory, {.words = {"postgers"}});
  EXPECT_EQ(none.out, "");
  EXPECT_THAT(none.err, HasSubstr("Did you mean 'postgresql'?"));
}

TEST(List, ListsWhatItCanWhenAWorkspacesRecipeIsWrong) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: [\n");
  const auto said = testing::run_in(list_verb(), directory);
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("postgresql"));
  EXPECT_THAT(said.err, HasSubstr("stackup check shows it"));
}

}  // namespace
}  // namespace stackup
