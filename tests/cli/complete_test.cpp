#include "stackup/cli/complete.h"

#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view shop = R"(schema: 1
name: shop
summary: my shop
needs: [redis]
processes:
  web: {run: serve}
  cell: {run: cell, instances: {a: {}, b: {}}}
)";

std::string words(const testing::TemporaryDirectory& directory, const std::string& kind) {
  const auto said = testing::run_in(complete_verb(), directory, {.words = {kind}});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.err, "");
  return said.out;
}

TEST(Complete, NamesRecipesUnitsAndProcesses) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", std::string(shop));
  EXPECT_THAT(words(directory, "recipes"), HasSubstr("redis\nshop\nslapd\n"));
  EXPECT_EQ(words(directory, "units"), "redis\nshop\n");
  EXPECT_EQ(words(directory, "processes"), "redis\nshop\nredis/server\nshop/web\nshop/cell.a\nshop/cell.b\n");
}

TEST(Complete, NamesWhatHasRunWhileTheRecipeIsWrong) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: [\n");
  directory.write(".stackup/logs/shop/web.log", "");
  directory.write(".stackup/logs/packages.log", "");
  EXPECT_EQ(words(directory, "units"), "shop\n");
  EXPECT_EQ(words(directory, "processes"), "shop\nshop/web\n");
}

TEST(Complete, IsSilentWhateverIsWrong) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: [\n");
  EXPECT_EQ(words(directory, "units"), "");
  EXPECT_EQ(words(directory, "nonsense"), "");
  EXPECT_EQ(testing::run_in(complete_verb(), directory).code, 0);
  EXPECT_EQ(testing::run_verb(complete_verb(), directory, {.words = {"units"}, .rest = {}, .options = {{"--workspace", {"/nonexistent"}}}}).code, 0);
}

}  // namespace
}  // namespace stackup
