#include "stackup/base/render.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

TEST(Render, ShowsEverythingInItsOrder) {
  Sources sources;
  sources.add({"recipes/api.yaml", "schema: 1\n  needs: [postgers, redis]\n"});
  Error error(ErrorCode::unknown_recipe, "recipe 'api' needs 'postgers', which no recipe defines");
  error.at({"recipes/api.yaml", 2, 11, 8}).because("6 recipes were read").note("also here", {"b.yaml", 1, 2, 1}).log("logs/api.log", {"one", "two"}).try_("did you mean 'postgres'?");
  EXPECT_EQ(render(error, sources),
            "error[SU0302]: recipe 'api' needs 'postgers', which no recipe defines\n"
            "  --> recipes/api.yaml:2:11\n"
            "  2 |   needs: [postgers, redis]\n"
            "    |           ^^^^^^^^\n"
            "  why: 6 recipes were read\n"
            "  note: also here (b.yaml:1:2)\n"
            "  log: one\n"
            "       two\n"
            "       logs/api.log\n"
            "  try: did you mean 'postgres'?\n");
}

TEST(Render, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(render(Error(ErrorCode::bug, "x"), {}), "error[SU7001]: x\n");
  EXPECT_EQ(render(Error(ErrorCode::bug, "x").at({"f", 0, 0, 1}), {}), "error[SU7001]: x\n  --> f\n");
}

TEST(Render, KeepsTheCaretBelowItsWordAfterTabsAndWideLetters) {
  Sources sources;
  sources.add({"f", "\tä: bad"});
  EXPECT_EQ(render(Error(ErrorCode::bug, "x").at({"f", 1, 6, 3}), sources), "error[SU7001]: x\n  --> f:1:6\n  1 |  ä: bad\n    |     ^^^\n");
}

TEST(Render, ShowsOnlyThePartOfALongLineAroundTheCaret) {
  Sources sources;
  sources.add({"f", std::string(500, 'a') + "X" + std::string(500, 'b')});
  const auto text = render(Error(ErrorCode::bug, "x").at({"f", 1, 501, 1}), sources);
  EXPECT_LT(text.size(), 450u);
  EXPECT_NE(text.find("aXb"), std::string::npos);
}

TEST(Render, LetsNoTerminalEscapesThrough) { EXPECT_EQ(render(Error(ErrorCode::bug, "a\x1b[31mb"), {}), "error[SU7001]: a[31mb\n"); }

TEST(Render, PaintsOnlyWhenAskedTo) { EXPECT_NE(render(Error(ErrorCode::bug, "x"), {}, Colour::on).find("\x1b[1;31m"), std::string::npos); }

}  // namespace
}  // namespace stackup
