#include "stackup/cli/suggest.h"

#include "tests/cli/sample_verbs.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

TEST(Suggest, FindsMisspeltVerbs) {
  EXPECT_EQ(suggested_verb("staus", sample_verbs()), "status");
  EXPECT_EQ(suggested_verb("stauts", sample_verbs()), "status");
  EXPECT_EQ(suggested_verb("expalin", sample_verbs()), "explain");
  EXPECT_EQ(suggested_verb("zebra", sample_verbs()), std::nullopt);
}

TEST(Suggest, KnowsWhatOtherToolsCallIt) {
  EXPECT_EQ(suggested_verb("ps", sample_verbs()), "status");
  EXPECT_EQ(suggested_verb("unstack", sample_verbs()), "down");
  EXPECT_EQ(suggested_verb("exec", sample_verbs()), "run");
}

TEST(Suggest, FindsTheSecondWordOfAVerb) {
  EXPECT_EQ(suggested_verb("recipe nwe", sample_verbs()), "recipe new");
  EXPECT_EQ(suggested_verb("recipes new", sample_verbs()), "recipe new");
  EXPECT_EQ(suggested_verb("recipe zebra", sample_verbs()), std::nullopt);
}

TEST(Suggest, NamesNoVerbThatIsNotThere) { EXPECT_EQ(suggested_verb("dry-run", {}), std::nullopt); }

TEST(Suggest, FindsOptionsHoweverManyDashesTheyHave) {
  EXPECT_EQ(suggested_option("--worspace=x", common_options()), "--workspace");
  EXPECT_EQ(suggested_option("-json", common_options()), "--json");
  EXPECT_EQ(suggested_option("--", common_options()), std::nullopt);
  EXPECT_EQ(suggested_option("--zebra", common_options()), std::nullopt);
}

}  // namespace
}  // namespace stackup::testing
