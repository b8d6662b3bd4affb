#include "stackup/ui/frame.h"

#include "stackup/base/text.h"
#include "stackup/ui/width.h"
#include "tests/golden/golden.h"
#include "tests/ui/sample_run.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string frame_text(const RunState& state, const Style& style, Size size, std::chrono::milliseconds at) {
  return join(frame(state, {style, size}, start_of_run + at), "\n") + "\n";
}

void expect_frame(const std::string& name, const RunState& state, const Style& style, Size size) {
  expect_golden("tests/golden/frames/" + name + ".expected", frame_text(state, style, size, 12'345ms));
}

TEST(Frame, ShowsWhatRuns) { expect_frame("running-80", state_after(first_half()), pretty_style, {80, 24}); }
TEST(Frame, ShowsWhatRunsInAscii) { expect_frame("running-80-ascii", state_after(first_half()), plain_style, {80, 24}); }
TEST(Frame, ShowsWhatRunsOnANarrowScreen) { expect_frame("running-40", state_after(first_half()), pretty_style, {40, 24}); }
TEST(Frame, ShowsWhatRunsInColour) { expect_frame("running-80-colour", state_after(first_half()), coloured_style, {80, 24}); }
TEST(Frame, CountsWhatIsLeftOutOnALowScreen) { expect_frame("running-low", state_after(first_half()), pretty_style, {60, 3}); }

TEST(Frame, SaysWhatHappensBeforeThereIsAPlan) {
  expect_frame("planning", state_after({{0ms, RunStarted{"up", {"openstack"}, "0.1.0"}}}), pretty_style, {80, 24});
}

TEST(Frame, CountsFailures) {
  auto told = joined(first_half(), failing_end());
  told.pop_back();
  expect_frame("failing-80", state_after(told), pretty_style, {80, 24});
}

TEST(Frame, IsEmptyWhenNothingGoesOn) {
  EXPECT_TRUE(frame(RunState{}, Screen{}, start_of_run).empty());
  EXPECT_TRUE(frame(state_after(joined(first_half(), good_end())), Screen{}, start_of_run).empty());
}

TEST(Frame, StaysWhereItIsFromFrameToFrame) {
  const auto state = state_after(first_half());
  const auto before = frame(state, {pretty_style, {80, 24}}, start_of_run + 12s);
  const auto after = frame(state, {pretty_style, {80, 24}}, start_of_run + 13s);
  ASSERT_EQ(before.size(), after.size());
  EXPECT_EQ(before.front().find("source"), after.front().find("source"));
}

/// A run whose texts are as awkward as they come.
RunState awkward_state(unsigned seed) {
  const std::vector<std::string> texts = {"",
                                          "x",
                                          "日本語のとても長い名前日本語のとても長い名前",
                                          "a\x1b[2Jb\nc\td\r",
                                          "\xff\xfe",
                                          std::string(300, 'w'),
                                          "e\u0301e\u0301",
                                          "🚀 go",
                                          "keystone"};
  const auto pick = [&]() -> const std::string& {
    seed = seed * 1664525 + 1013904223;
    return texts[(seed >> 16) % texts.size()];
  };
  PlanMade plan;
  Told told = {{0ms, RunStarted{pick(), {pick()}, "1"}}};
  for (int i = 0; i < 12; ++i) plan.steps.push_back({"u/" + std::to_string(i), pick(), pick(), pick()});
  told.push_back({1ms, plan});
  for (int i = 0; i < 9; ++i) {
    const auto id = "u/" + std::to_string(i);
    told.push_back({i * 1000ms, StepStarted{id}});
    told.push_back({i * 1000ms, StepProgress{id, (static_cast<int>(seed >> 20) % 14 - 2) / 10.0, pick()}});
  }
  told.push_back({10s, StepFailed{"u/8", Error(ErrorCode::bug, pick()), 1s}});
  return state_after(told);
}

TEST(Frame, FitsEveryScreenAndLeaksNoControlCharacters) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const auto state = awkward_state(seed);
    for (const auto& style : {plain_style, pretty_style, coloured_style}) {
      for (int columns = 20; columns <= 200; columns += columns < 90 ? 1 : 7) {
        const Size size{columns, static_cast<int>(seed) % 14 + 2};
        const auto lines = frame(state, {style, size}, start_of_run + 7000s);
        EXPECT_LT(lines.size(), static_cast<std::size_t>(size.rows));
        for (const auto& line : lines) {
          EXPECT_LE(display_width(line), columns) << line;
          EXPECT_TRUE(style.colour == Colour::on || printable(line) == line) << line;
          EXPECT_EQ(line.find("\x1b[2J"), std::string::npos) << line;
        }
      }
    }
  }
}

TEST(Frame, LastingLinesFitAndLeakNoControlCharacters) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto state = awkward_state(seed);
    const auto failed = message_of(StepFailed{"u/8", *state.run->steps[8].error, 1s}, state);
    for (int columns = 20; columns <= 200; columns += 7)
      for (const auto& line : lasting_lines(*failed, state, {pretty_style, {columns, 24}})) {
        EXPECT_LE(display_width(line), columns);
        EXPECT_EQ(printable(line), line);
      }
  }
}

TEST(Frame, DrawsBars) {
  EXPECT_EQ(progress_bar(0.5, 10, pretty_style), "━━━━━─────");
  EXPECT_EQ(progress_bar(0.5, 10, plain_style), "[####----]");
  EXPECT_EQ(progress_bar(7, 4, pretty_style), "━━━━");
  EXPECT_EQ(progress_bar(-1, 4, pretty_style), "────");
}

}  // namespace
}  // namespace stackup::testing
