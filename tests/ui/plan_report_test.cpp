#include "stackup/ui/plan_report.h"

#include "tests/golden/golden.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Screen screen{{Colour::off, Glyphs::unicode}, {100, 40}};

PlanReport sample_plan() {
  PlanReport report;
  report.targets = {"guestbook"};
  report.workspace = "/home/ann/stackup/guestbook";
  report.steps = {{"packages", "", "packages", "postgresql and redis are missing", StepDecision::run},
                  {"postgresql/init", "postgresql", "init", "there is no data directory yet", StepDecision::run},
                  {"postgresql/server", "postgresql", "start server", "it does not run", StepDecision::run},
                  {"redis/server", "redis", "start server", "runs since 5 min with the same settings", StepDecision::up_to_date},
                  {"guestbook/source", "guestbook", "source", "main moved from 1a2b3c4 to 5d6e7f8", StepDecision::run},
                  {"guestbook/install", "guestbook", "install", "requirements.txt changed", StepDecision::run, std::chrono::milliseconds(6400)},
                  {"guestbook/database", "guestbook", "claim database", "whether it is still there is asked when postgresql runs",
                   StepDecision::check}};
  report.root_actions = {{{"sudo", "apt-get", "install", "-y", "--no-install-recommends", "postgresql", "redis-server"},
                          "installs 2 packages and the 11 that they need"}};
  report.packages = {{"postgresql", "redis-server"}, 81'200'000, 310'400'000};
  report.clones = {{"https://example.org/guestbook.git", "main", "src/guestbook", PlanReport::Origin::network},
                   {"https://example.org/guestbook-themes.git", "v2.1", "src/themes", PlanReport::Origin::cache}};
  report.notices = {"The package lists are 12 days old; sizes may differ."};
  return report;
}

PlanReport idle_plan() {
  auto report = sample_plan();
  for (auto& step : report.steps) step.decision = StepDecision::up_to_date;
  report.root_actions.clear();
  report.packages = {};
  report.clones.clear();
  report.notices.clear();
  return report;
}

TEST(PlanReport, ShowsWhatWouldHappenAndWhy) {
  expect_golden("tests/golden/frames/plan.expected", render_plan(sample_plan(), PlanDetail::brief, screen));
}
TEST(PlanReport, ShowsEveryStepWhenAsked) {
  expect_golden("tests/golden/frames/plan-full.expected", render_plan(sample_plan(), PlanDetail::full, screen));
}

TEST(PlanReport, SaysThatThereIsNothingToDo) {
  EXPECT_EQ(render_plan(idle_plan(), PlanDetail::brief, screen), "Everything is up to date: 7 steps, nothing to do\n");
  EXPECT_THAT(render_plan(idle_plan(), PlanDetail::full, screen), HasSubstr("requirements.txt changed"));
}

TEST(PlanReport, IsShownWithoutColourAndControlCharacters) {
  auto report = sample_plan();
  report.steps[1].reason = report.notices[0] = report.clones[0].url = report.root_actions[0].effect = "a\x1b[2Jb\x07";
  report.root_actions[0].command.push_back("x\x1b[2J");
  EXPECT_THAT(render_plan(report, PlanDetail::full, screen), Not(HasSubstr("\x1b")));
}

TEST(PlanReport, IsJsonForPrograms) {
  auto report = sample_plan();
  report.steps[1].after = {"packages"};
  const auto json = nlohmann::json::parse(plan_json(report));
  EXPECT_EQ(json["steps"][0]["after"], nlohmann::json::array());
  EXPECT_EQ(json["steps"][1]["after"], nlohmann::json({"packages"}));
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["kind"], "plan");
  EXPECT_EQ(json["summary"], (nlohmann::json{{"run", 5}, {"check", 1}, {"up_to_date", 1}}));
  EXPECT_EQ(json["steps"].size(), 7);
  EXPECT_EQ(json["steps"][3]["decision"], "up_to_date");
  EXPECT_EQ(json["root_actions"][0]["command"][1], "apt-get");
  EXPECT_EQ(json["packages"]["download_bytes"], 81'200'000);
  EXPECT_EQ(json["clones"][1]["origin"], "cache");
}

TEST(PlanReport, IsJsonWhateverTheTexts) {
  auto report = sample_plan();
  report.steps[0].reason = "\xff\x1b\n";
  EXPECT_FALSE(nlohmann::json::parse(plan_json(report), nullptr, false).is_discarded());
}

}  // namespace
}  // namespace stackup::testing
