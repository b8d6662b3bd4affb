#include "stackup/ui/failure_report.h"

#include "tests/golden/golden.h"
#include "tests/ui/sample_run.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Screen screen{pretty_style, {90, 40}};

TEST(FailureReport, SaysWhatFailedAndHowToGoOn) {
  const auto report = failure_report(state_after(joined(first_half(), failing_end())), "stackup up openstack");
  expect_golden("tests/golden/frames/failure.expected", render_failure(report, Sources{}, screen));
}

TEST(FailureReport, SaysThatARunWasInterrupted) {
  auto told = first_half();
  told.push_back({12s, RunFinished{RunOutcomeKind::interrupted, 12s}});
  expect_golden("tests/golden/frames/interrupted.expected",
                render_failure(failure_report(state_after(told), "stackup up openstack"), Sources{}, screen));
}

TEST(FailureReport, ShowsOnlyTheFirstOfManySkippedSteps) {
  FailureReport report;
  for (int i = 0; i < 25; ++i) report.skipped.push_back({"u", std::to_string(i), "x failed"});
  EXPECT_THAT(render_failure(report, Sources{}, screen), HasSubstr("and 15 more"));
}

TEST(FailureReport, LeaksNoControlCharacters) {
  const std::string evil = "a\x1b[2J\nb\x07";
  FailureReport report;
  report.verb = evil;
  report.resume = evil;
  report.failed.push_back({evil, evil, Error(ErrorCode::bug, evil).because(evil).try_(evil).log(evil, {evil})});
  report.skipped.push_back({evil, evil, evil});
  EXPECT_THAT(render_failure(report, Sources{}, screen), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace stackup::testing
