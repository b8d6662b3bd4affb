#include "front_end.h"

#include "stackup/plan/scope.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

Expanded rendered(const std::string& file) {
  FrontEndInput input;
  input.texts = {{{"shop.yaml", "schema: 1\nname: shop\nsummary: s\nports: {web: 8080}\nsecrets: [pin]\nfiles:\n  f:\n    " + file + "\n"}, RecipeOrigin::directory}};
  input.selection.targets = {"shop"};
  const auto result = run_front_end(input);
  EXPECT_EQ(result.rendered(), "");
  Assignments machine;
  machine.secrets = {{{"shop", "pin"}, "1234"}};
  return render_file(result.stack->units[0].recipe.files[0].second, Scope(*result.stack, result.stack->units[0], machine));
}

TEST(RenderFile, PutsVariablesIntoText) { EXPECT_EQ(rendered("text: \"port ${port.web}\\n\"").text, "port 8080\n"); }

TEST(RenderFile, WritesIniWithKeysBeforeSectionsAndListsAsRepeatedKeys) {
  EXPECT_EQ(rendered("ini: {main: {port: '${port.web}', host: [a, b]}, top: 1, log: {text: \"one\\ntwo\"}}").text,
            "top = 1\n\n[main]\nport = 8080\nhost = a\nhost = b\n\n[log]\ntext = one\n    two\n");
}

TEST(RenderFile, WritesJsonWithNumbersAsNumbersAndSecretsAsText) {
  EXPECT_EQ(rendered("json:\n      port: '${port.web}'\n      plain: ${port.web}\n      pin: ${secret.pin}"),
            (Expanded{"{\n  \"port\": \"8080\",\n  \"plain\": 8080,\n  \"pin\": \"1234\"\n}\n", true, true, {{"shop", "pin"}}}));
}

TEST(RenderFile, WritesYaml) { EXPECT_EQ(rendered("yaml:\n      a: {b: [x, '1']}\n      c: ${port.web}").text, "a:\n  b:\n    - x\n    - \"1\"\nc: 8080\n"); }

}  // namespace
}  // namespace stackup::testing
