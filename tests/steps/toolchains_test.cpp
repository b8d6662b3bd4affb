#include "stackup/steps/toolchains.h"

#include "tests/fakes/fake_world.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Names = std::set<std::string>;

class ToolchainsAtHandTest : public ::testing::Test {
 protected:
  ToolchainsAtHandTest() {
    stack.units.push_back(unit_with("shop"));
    world.packages.absent = {"nodejs", "npm"};
  }
  static Unit unit_with(const std::string& name) {
    Unit unit;
    unit.name = name;
    StepTemplate step;
    step.kind = NodeSpec{};
    unit.recipe.steps.emplace_back(Name{"install", {}}, std::move(step));
    return unit;
  }
  static Template text(const std::string& words) { return Template{{words}, {}}; }
  Names at_hand() { return toolchains_at_hand(stack, world.ports()); }

  FakeWorld world;
  Stack stack;
};

TEST_F(ToolchainsAtHandTest, AProgramThatSomebodyPutIntoUsrLocalNeedsNoPackage) {
  EXPECT_EQ(at_hand(), Names{});
  world.files.texts["/usr/local/bin/node"] = "";
  EXPECT_EQ(at_hand(), Names{"nodejs"});
  world.files.texts["/usr/local/bin/npm"] = "";
  EXPECT_EQ(at_hand(), (Names{"nodejs", "npm"}));
}

TEST_F(ToolchainsAtHandTest, AnInstalledPackageStaysWanted) {
  world.files.texts["/usr/bin/node"] = "";
  world.packages.absent.clear();
  EXPECT_EQ(at_hand(), Names{});
}

TEST_F(ToolchainsAtHandTest, ARecipeMayNameTheDirectory) {
  stack.units.front().recipe.path = {text("/opt/node/*/bin")};
  world.files.matching["/opt/node/*/bin/node"] = {"/opt/node/22/bin/node"};
  world.files.matching["/opt/node/*/bin/npm"] = {"/opt/node/22/bin/npm"};
  EXPECT_EQ(at_hand(), (Names{"nodejs", "npm"}));
  stack.units.push_back(unit_with("page"));
  EXPECT_EQ(at_hand(), Names{}) << "the other unit finds none";
}

}  // namespace
}  // namespace stackup::testing
