#include "stackup/recipe/catalogue.h"

#include "decode.h"

#include "stackup/recipe/node_writer.h"
#include "stackup/recipe/show.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Lines = std::vector<std::string>;

std::string recipe_text(const std::string& name, const std::string& rest = "") { return "{schema: 1, name: " + name + ", summary: " + name + (rest.empty() ? "" : ", " + rest) + "}"; }

class CatalogueTest : public ::testing::Test {
 protected:
  void add(const std::string& text, RecipeOrigin origin = RecipeOrigin::built_in, const std::string& directory = "", const std::string& file = "r.yaml") {
    catalogue.add({file, text}, origin, directory, diagnostics);
  }
  void set(const std::vector<std::string>& texts) {
    for (auto& setting : parse_settings(texts, diagnostics)) catalogue.set(std::move(setting));
  }
  std::string merged_json(const std::string& name) {
    const auto document = catalogue.merged_document(name, diagnostics);
    return document ? to_json(*document) : "";
  }

  Catalogue catalogue;
  Diagnostics diagnostics;
};

TEST_F(CatalogueTest, PrefersTheWorkspaceThenDirectoriesInTheirOrderThenBuiltIn) {
  add(recipe_text("a", "env: {FROM: built-in}"));
  add(recipe_text("a", "env: {FROM: first}"), RecipeOrigin::directory, "one");
  add(recipe_text("a", "env: {FROM: second}"), RecipeOrigin::directory, "two");
  EXPECT_EQ(catalogue.find("a")->document.find("env")->find("FROM")->scalar, "first");
  add(recipe_text("a", "env: {FROM: workspace}"), RecipeOrigin::workspace, "here");
  EXPECT_EQ(catalogue.find("a")->document.find("env")->find("FROM")->scalar, "workspace");
  EXPECT_EQ(catalogue.workspace()->directory, "here");
  EXPECT_EQ(lines_about(diagnostics), Lines{});
  EXPECT_EQ(catalogue.names(), Lines{"a"});
}

TEST_F(CatalogueTest, RefusesTwoRecipesOfOneNameInOnePlace) {
  add(recipe_text("a"), RecipeOrigin::directory, "one");
  add(recipe_text("a"), RecipeOrigin::directory, "one");
  EXPECT_EQ(lines_about(diagnostics), Lines{"SU0301 1:19 there are two recipes named 'a'"});
}

TEST_F(CatalogueTest, StartsFromTheBasesOfARecipe) {
  add(recipe_text("base", "abstract: true, env: {A: 1, B: 2}, steps: {x: {run: a}}"));
  add(recipe_text("middle", "extends: base, env: {B: 3, C: 4}"));
  add(recipe_text("leaf", "extends: middle, env: {A: null, D: 5}, steps: null"));
  EXPECT_EQ(merged_json("leaf"), R"({"schema":1,"name":"leaf","summary":"leaf","env":{"B":3,"C":4,"D":5},"extends":"middle"})");
  EXPECT_FALSE(catalogue.recipe("leaf", diagnostics)->is_abstract);
}

TEST_F(CatalogueTest, AppliesOverridesThenSettings) {
  add(recipe_text("redis", "ports: {redis: 6379}"));
  add(recipe_text("shop", "overrides: {redis: {ports: {redis: 7000, tls: 7001}}}"), RecipeOrigin::workspace, "here");
  set({"redis.ports.redis=7002"});
  EXPECT_EQ(merged_json("redis"), R"({"schema":1,"name":"redis","summary":"redis","ports":{"redis":7002,"tls":7001}})");
}

TEST_F(CatalogueTest, MakesAServiceExternalByAnOverride) {
  add(recipe_text("redis", "ports: {redis: 6379}"));
  add("{schema: 1, overrides: {redis: {external: {host: cache.lan, ports: {redis: 6380}}}}}", RecipeOrigin::workspace, "here");
  EXPECT_EQ(catalogue.recipe("redis", diagnostics)->external->host.literal(), "cache.lan");
  EXPECT_EQ(lines_about(diagnostics), Lines{});
  EXPECT_EQ(catalogue.workspace(), nullptr);
}

TEST_F(CatalogueTest, KeepsMirrorsInTheirOrder) {
  add("{schema: 1, mirrors: {'https://b/': 'http://lan/b/', 'https://a/': 'http://lan/a/'}}", RecipeOrigin::workspace, "here");
  EXPECT_EQ(catalogue.mirrors(), (std::vector<std::pair<std::string, std::string>>{{"https://b/", "http://lan/b/"}, {"https://a/", "http://lan/a/"}}));
}

TEST_F(CatalogueTest, SetsParametersAndKeysThatHoldDots) {
  add(recipe_text("shop", "parameters: {workers: 2, mode: {type: string, default: fast}}, files: {shop.conf: {ini: {main: {a: 1}}}}"));
  set({"shop.workers=4", "shop.mode=safe", "shop.files.shop.conf.ini.main.b=2", "shop.env={A: [1, '2']}"});
  EXPECT_EQ(merged_json("shop"),
            R"({"schema":1,"name":"shop","summary":"shop","parameters":{"workers":4,"mode":{"type":"string","default":"safe"}},)"
            R"("files":{"shop.conf":{"ini":{"main":{"a":1,"b":2}}}},"env":{"A":[1,"2"]}})");
}

TEST_F(CatalogueTest, PointsAtTheSettingThatIsWrong) {
  add(recipe_text("shop", "ports: {web: 80}"));
  set({"shop.ports.web=81", "shop.ports.web=x"});
  EXPECT_FALSE(catalogue.recipe("shop", diagnostics));
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics.errors()[0].span(), (SourceSpan{"--set", 2, 16, 1}));
}

TEST_F(CatalogueTest, RemembersWhereARecipeLies) {
  add(recipe_text("shop"), RecipeOrigin::directory, "recipes");
  EXPECT_EQ(catalogue.recipe("shop", diagnostics)->origin_directory, "recipes");
}

TEST_F(CatalogueTest, ShowsWhereEachValueComesFrom) {
  add("schema: 1\nname: base\nsummary: base\nports:\n  web: 80\n", RecipeOrigin::built_in, "", "base.yaml");
  add("schema: 1\nname: shop\nsummary: 'my: shop'\nextends: base\nsmoke:\n  - run: npm test\n", RecipeOrigin::directory, "", "shop.yaml");
  set({"shop.ports.web=81"});
  EXPECT_EQ(show_document(*catalogue.merged_document("shop", diagnostics)),
            "schema: 1            # shop.yaml:1\n"
            "name: shop           # shop.yaml:2\n"
            "summary: \"my: shop\"  # shop.yaml:3\n"
            "ports:\n"
            "  web: 81            # --set:1\n"
            "extends: base        # shop.yaml:4\n"
            "smoke:\n"
            "  -\n"
            "    run: npm test    # shop.yaml:6\n");
}

TEST_F(CatalogueTest, ShowsOriginsAsJson) {
  add("ports: {web: 80}\nname: a", RecipeOrigin::built_in, "", "a.yaml");
  EXPECT_EQ(show_document_json(catalogue.find("a")->document),
            "{\n  \"ports\": {\n    \"web\": {\n      \"value\": 80,\n      \"file\": \"a.yaml\",\n      \"line\": 1\n    }\n  },\n"
            "  \"name\": {\n    \"value\": \"a\",\n    \"file\": \"a.yaml\",\n    \"line\": 2\n  }\n}\n");
}

TEST(ParseSetting, KeepsThePlaceOfEachWord) {
  Diagnostics diagnostics;
  const auto setting = parse_setting("shop.env.A='x=y'", diagnostics, 3);
  ASSERT_TRUE(setting);
  EXPECT_EQ(setting->recipe, (Name{"shop", {"--set", 3, 1, 4}}));
  EXPECT_EQ(setting->keys, (std::vector<Name>{{"env", {"--set", 3, 6, 3}}, {"A", {"--set", 3, 10, 1}}}));
  EXPECT_EQ(setting->value.scalar, "x=y");
  EXPECT_EQ(setting->value.span, (SourceSpan{"--set", 3, 12, 5}));
}

TEST(ParseSetting, ReportsTextsThatAreNone) {
  Diagnostics diagnostics;
  for (const char* text : {"shop", "shop=1", "shop.=1", ".a=1", "=", "shop.a={"}) EXPECT_FALSE(parse_setting(text, diagnostics)) << text;
  EXPECT_EQ(diagnostics.size(), 6u);
}

TEST(SettingsSource, HasALineForEachSetting) { EXPECT_EQ(settings_source({"a.b=1", "c.d=2"}).text, "a.b=1\nc.d=2\n"); }

}  // namespace
}  // namespace stackup::testing
