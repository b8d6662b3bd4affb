#include "stackup/ui/success_report.h"

#include "tests/golden/golden.h"
#include "tests/ui/sample_run.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Screen screen{pretty_style, {90, 40}};

SuccessReport sample_report() {
  auto report = success_report(state_after(joined(first_half(), good_end())));
  report.links = {{"keystone", "api", "http://127.0.0.1:5000/v3"}, {"horizon", "", "http://127.0.0.1:8080/"}};
  report.credentials = {{"keystone", "admin", "/home/ann/stackup/openstack/.stackup/secrets/keystone/admin"}};
  report.next = usual_next_commands("keystone");
  return report;
}

TEST(SuccessReport, SaysWhereToClickAndWhatToTypeNext) {
  expect_golden("tests/golden/frames/success.expected", render_success(sample_report(), screen));
}

TEST(SuccessReport, ComesFromTheRun) {
  const auto report = sample_report();
  EXPECT_EQ(report.done, 5);
  EXPECT_EQ(report.up_to_date, 9);
  EXPECT_EQ(report.took, Duration(15'910ms));
  ASSERT_EQ(report.longest.size(), 3);
  EXPECT_EQ(report.longest[0].unit, "keystone");
  EXPECT_EQ(report.longest[0].title, "source");
}

TEST(SuccessReport, IsShortWhenThereWasNothingToDo) {
  const auto report = success_report(
      state_after({{0ms, RunStarted{"up", {"shop"}, "1"}}, {5ms, PlanMade{{}, 9}}, {41ms, RunFinished{RunOutcomeKind::ok, 41ms}}}));
  EXPECT_EQ(render_success(report, screen), "Everything is up to date: 9 steps, nothing to do (41 ms)\n");
}

TEST(SuccessReport, StillHasLinksWhenThereWasNothingToDo) {
  auto report = sample_report();
  report.done = 0;
  EXPECT_THAT(render_success(report, screen), HasSubstr("http://127.0.0.1:8080/"));
  EXPECT_THAT(render_success(report, screen), Not(HasSubstr("stackup down")));
}

TEST(SuccessReport, LeaksNoControlCharacters) {
  auto report = sample_report();
  report.links[0].url = report.credentials[0].where = report.next[0].command = report.targets[0] = report.longest[0].title = "a\x1b[2J";
  report.notices = {"\x1b[2J"};
  EXPECT_THAT(render_success(report, screen), Not(HasSubstr("\x1b")));
}

TEST(SuccessReport, IsJsonForPrograms) {
  const auto json = nlohmann::json::parse(success_json(sample_report()));
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["kind"], "success");
  EXPECT_EQ(json["took_us"], 15'910'000);
  EXPECT_EQ(json["links"][1]["url"], "http://127.0.0.1:8080/");
}

}  // namespace
}  // namespace stackup::testing
