#include "stackup/ui/plain_renderer.h"

#include "tests/golden/golden.h"
#include "tests/ui/sample_run.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PlainRendererTest : public ::testing::Test {
 protected:
  std::string written;
  WallTime now = start_of_run;
  PlainRenderer renderer{[this](std::string_view text) { written += text; }, [this] { return now; }, plain_style};
};

TEST_F(PlainRendererTest, TellsAFailingRun) {
  tell(renderer, joined(first_half(), failing_end()), now);
  expect_golden("tests/golden/frames/plain-failed.expected", written);
}

TEST_F(PlainRendererTest, TellsAGoodRun) {
  tell(renderer, joined(first_half(), good_end()), now);
  expect_golden("tests/golden/frames/plain-ok.expected", written);
}

TEST_F(PlainRendererTest, SaysThatALongStepStillRuns) {
  tell(renderer, {{0ms, RunStarted{"up", {"shop"}, "1"}}, {0ms, sample_plan()}, {0ms, StepStarted{"mariadb/init"}}}, now);
  written.clear();
  for (auto later = 0s; later <= 70s; later += 1s) renderer.tick(start_of_run + later);
  EXPECT_EQ(written,
            "[0:01] mariadb: init: started (there is no data directory yet)\n"
            "[0:31] mariadb: init: still running after 31 s\n"
            "[1:01] mariadb: init: still running after 1 min 1 s\n");
}

TEST_F(PlainRendererTest, GivesAQuickStepOneLine) {
  tell(renderer, {{0ms, RunStarted{"up", {"shop"}, "1"}}, {0ms, sample_plan()}, {0ms, StepStarted{"mariadb/init"}}}, now);
  written.clear();
  renderer.tick(start_of_run + 900ms);
  tell(renderer, {{950ms, StepFinished{"mariadb/init", "d", {}, 950ms}}}, now);
  renderer.tick(start_of_run + 2s);
  EXPECT_EQ(written, "[0:00] mariadb: init: done in 950 ms\n");
}

TEST_F(PlainRendererTest, ReportsProgressEveryFewSeconds) {
  tell(renderer, {{0ms, RunStarted{"up", {"shop"}, "1"}}, {0ms, sample_plan()}, {0ms, StepStarted{"keystone/source"}}}, now);
  written.clear();
  for (int i = 1; i <= 100; ++i) tell(renderer, {{i * 120ms, StepProgress{"keystone/source", i / 100.0, ""}}}, now);
  EXPECT_EQ(written, "[0:01] keystone: source: started (there is no checkout yet)\n[0:06] keystone: source: 51 %\n[0:11] keystone: source: 93 %\n");
}

TEST_F(PlainRendererTest, TellsWhatProcessesDo) {
  tell(renderer,
       {{0ms, RunStarted{"supervise", {}, "1"}},
        {10ms, ProcessStarting{"shop/web", "d"}},
        {900ms, ProcessReady{"shop/web", 890ms}},
        {5000ms, ProcessExited{"shop/web", {3, 0, true}}},
        {5001ms, ProcessBackingOff{"shop/web", 500ms, 1}},
        {6000ms, ProcessFailed{"shop/web", Error(ErrorCode::gave_up, "'shop/web' was restarted 5 times")}},
        {7000ms, ProcessStopping{"shop/db"}},
        {7100ms, ProcessExited{"shop/db", {0, 15, true}}},
        {7200ms, ProcessStopped{"shop/db"}}},
       now);
  EXPECT_EQ(written,
            "[0:00] stackup 1 supervise\n"
            "[0:00] shop/web: ready after 890 ms\n"
            "[0:05] shop/web: ended: exit code 3\n"
            "[0:05] shop/web: starts again in 500 ms (restart 1)\n"
            "[0:06] shop/web: failed: 'shop/web' was restarted 5 times (SU0605)\n"
            "[0:07] shop/db: stopped\n");
}

TEST_F(PlainRendererTest, SaysNothingMoreWhenThereIsNothingToDo) {
  tell(renderer, {{0ms, RunStarted{"up", {"shop"}, "0.1.0"}}, {1ms, PlanMade{{}, 9}}, {41ms, RunFinished{RunOutcomeKind::ok, 41ms}}}, now);
  EXPECT_EQ(written, "[0:00] stackup 0.1.0 up shop\n");
}

TEST_F(PlainRendererTest, LetsNoControlCharactersThrough) {
  const std::string evil = "a\x1b[2J\x07\nb\r\xff";
  PlanMade plan{{{evil, evil, evil, evil}}, 0};
  tell(renderer,
       {{0ms, RunStarted{evil, {evil}, evil}},
        {0ms, plan},
        {0ms, StepStarted{evil}},
        {9s, StepProgress{evil, 0.5, evil}},
        {9s, Notice{evil}},
        {9s, PortKept{evil, evil, 1, evil}},
        {9s, StepSkipped{evil, evil}},
        {9s, StepFailed{evil, Error(ErrorCode::bug, evil), 1s}},
        {9s, ProcessFailed{evil, Error(ErrorCode::bug, evil)}},
        {9s, RunFinished{RunOutcomeKind::failed, 9s}}},
       now);
  for (const char c : written) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_THAT(written, Not(HasSubstr("\n\n")));
}

}  // namespace
}  // namespace stackup::testing
