#include "stackup/cli/version.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace stackup {
namespace {

TEST(Version, NamesEveryComponentWithAVersion) {
  for (const auto& component : components()) {
    EXPECT_FALSE(component.name.empty());
    EXPECT_THAT(component.version, ::testing::ContainsRegex("[0-9]")) << component.name;
  }
}

TEST(Version, BeginsWithItsOwn) { EXPECT_THAT(version_text(), ::testing::StartsWith("stackup " STACKUP_VERSION "\n")); }

TEST(Version, IsJsonForPrograms) {
  const auto json = nlohmann::json::parse(version_json());
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["stackup"], STACKUP_VERSION);
  EXPECT_TRUE(json["built_with"].contains("libgit2"));
}

}  // namespace
}  // namespace stackup
