#include "stackup/ui/tty_renderer.h"

#include "tests/golden/golden.h"
#include "tests/ui/sample_run.h"
#include "tests/ui/small_terminal.h"

#include <gmock/gmock.h>

#include <memory>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TtyRendererTest : public ::testing::Test {
 protected:
  SmallTerminal terminal;
  WallTime now = start_of_run;
  std::unique_ptr<TtyRenderer> renderer = std::make_unique<TtyRenderer>([this](std::string_view text) { terminal.write(text); },
                                                                        [this] { return now; }, Screen{pretty_style, {80, 24}});

  void tick_until(std::chrono::milliseconds end) {
    for (; now < start_of_run + end; now += 10ms) renderer->tick(now);
  }
};

TEST_F(TtyRendererTest, KeepsWhatIsFinishedAboveWhatMoves) {
  tell(*renderer, first_half(), now);
  tick_until(11'500ms);
  expect_golden("tests/golden/frames/tty-middle.expected", terminal.text());
  EXPECT_EQ(terminal.cursor, SmallTerminal::Cursor::hidden);
}

TEST_F(TtyRendererTest, LeavesOnlyWhatLastsWhenTheRunIsOver) {
  tell(*renderer, joined(first_half(), failing_end()), now);
  expect_golden("tests/golden/frames/tty-failed.expected", terminal.text());
  EXPECT_EQ(terminal.cursor, SmallTerminal::Cursor::shown);
}

TEST_F(TtyRendererTest, DrawsAtMostTenTimesASecond) {
  tell(*renderer, first_half(), now);
  terminal.writes = 0;
  for (int i = 0; i < 2000; ++i) tell(*renderer, {{12s + i * 1ms, StepProgress{"keystone/source", i / 2000.0, "x"}}}, now);
  EXPECT_LE(terminal.writes, 21);
  EXPECT_GE(terminal.writes, 18);
}

TEST_F(TtyRendererTest, KeepsStillWhileSudoAsks) {
  tell(*renderer, first_half(), now);
  tick_until(11'500ms);
  tell(*renderer, {{11'500ms, StepProgress{"keystone/source", -1, "Waiting for your password", true}}}, now);
  EXPECT_EQ(terminal.cursor, SmallTerminal::Cursor::shown);
  EXPECT_THAT(terminal.text(), Not(HasSubstr("keystone  source")));
  terminal.writes = 0;
  tell(*renderer, {{11'600ms, StepFinished{"keystone/sync", "d", {}, 300ms}}}, now);
  tick_until(20'000ms);
  EXPECT_EQ(terminal.writes, 0);
  tell(*renderer, {{20'000ms, StepProgress{"keystone/source", 0.1, "Unpacking"}}}, now);
  EXPECT_THAT(terminal.text(), HasSubstr("Unpacking"));
  EXPECT_THAT(terminal.text(), HasSubstr("300 ms"));
}

TEST_F(TtyRendererTest, DrawsNothingWhenNothingChanges) {
  tell(*renderer, {{0ms, RunStarted{"up", {"x"}, "1"}}, {0ms, sample_plan()}}, now);
  tick_until(900ms);
  terminal.writes = 0;
  tick_until(999ms);
  EXPECT_EQ(terminal.writes, 0);
}

TEST_F(TtyRendererTest, FlashesNothingForARunWithNothingToDo) {
  tell(*renderer, {{0ms, RunStarted{"up", {"shop"}, "1"}}, {5ms, PlanMade{{}, 9}}, {41ms, RunFinished{RunOutcomeKind::ok, 41ms}}}, now);
  EXPECT_EQ(terminal.writes, 0);
}

TEST_F(TtyRendererTest, GivesTheCursorBackHoweverItEnds) {
  tell(*renderer, first_half(), now);
  tick_until(11'500ms);
  renderer.reset();
  EXPECT_EQ(terminal.cursor, SmallTerminal::Cursor::shown);
  EXPECT_THAT(terminal.text(), Not(HasSubstr("3/5 steps")));
  EXPECT_THAT(terminal.text(), HasSubstr("✓ "));
}

TEST_F(TtyRendererTest, ClosingTwiceIsHarmless) {
  tell(*renderer, first_half(), now);
  renderer->close();
  const auto before = terminal.text();
  renderer->close();
  EXPECT_EQ(terminal.text(), before);
}

TEST_F(TtyRendererTest, GoesOnAfterTheWindowWasMadeWider) {
  tell(*renderer, first_half(), now);
  renderer->resize({120, 40});
  tell(*renderer, failing_end(), now);
  EXPECT_THAT(terminal.text(), Not(HasSubstr("2/5 steps")));
}

}  // namespace
}  // namespace stackup::testing
