#include "stackup/cli/help.h"

#include "stackup/cli/verb_family.h"
#include "stackup/base/text.h"
#include "stackup/ui/width.h"
#include "tests/cli/sample_verbs.h"
#include "tests/golden/golden.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Screen screen{{Colour::off, Glyphs::ascii}, {90, 40}};

const Verb& verb(std::string_view name) {
  const auto& all = sample_verbs();
  return *std::find_if(all.begin(), all.end(), [&](const Verb& each) { return each.name == name; });
}

TEST(Help, GroupsAllVerbs) { expect_golden("tests/golden/help/overview.expected", overview(sample_verbs(), screen)); }
TEST(Help, ShowsAVerb) { expect_golden("tests/golden/help/up.expected", verb_help(verb("up"), screen)); }
TEST(Help, ShowsAVerbOnANarrowScreen) {
  expect_golden("tests/golden/help/up-50.expected", verb_help(verb("up"), {screen.style, {50, 24}}));
}
TEST(Help, ShowsWhatFollowsTwoDashes) { EXPECT_EQ(synopsis(verb("run")), "stackup run UNIT [OPTIONS] -- COMMAND..."); }

TEST(Help, ShowsTheVerbsOfAFamily) { expect_golden("tests/golden/help/recipe.expected", family_help("recipe", sample_verbs(), screen)); }

TEST(Help, HidesInternalVerbs) { EXPECT_THAT(overview(sample_verbs(), screen), Not(HasSubstr("__complete"))); }

TEST(Help, FitsItsScreen) {
  for (const auto& each : sample_verbs())
    for (const int columns : {60, 80, 100, 200})
      for (const auto& line : lines_of(verb_help(each, {screen.style, {columns, 24}})))
        EXPECT_LE(display_width(line), std::min(columns, 100)) << line;
}

TEST(Help, HasNoColourWhenItIsOff) {
  EXPECT_THAT(overview(sample_verbs(), screen), Not(HasSubstr("\x1b")));
  EXPECT_THAT(overview(sample_verbs(), {{Colour::on, Glyphs::ascii}, {90, 40}}), HasSubstr("\x1b"));
}

}  // namespace
}  // namespace stackup::testing
