#include "stackup/ui/status_report.h"

#include "tests/golden/golden.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Screen screen{{Colour::off, Glyphs::unicode}, {110, 40}};
constexpr WallTime now{1'700'000'000'000ms};

StatusReport sample_status() {
  StatusReport report;
  report.workspace = "/home/ann/stackup/guestbook";
  report.now = now;
  report.processes = {
      {"postgresql/server", "postgresql", ProcessState::ready, 4711, "d", now - 5min, 0, "", std::nullopt, "/l/postgresql.log", {5433}},
      {"redis/server", "redis", ProcessState::ready, 4712, "d", now - 3h, 0, "", std::nullopt, "/l/redis.log", {6379}},
      {"guestbook/worker", "guestbook", ProcessState::backing_off, 0, "d", now - 2s, 3, "exit code 1", std::nullopt, "/l/worker.log", {}},
      {"guestbook/web",
       "guestbook",
       ProcessState::failed,
       0,
       "d",
       now - 40s,
       5,
       "exit code 1",
       Error(ErrorCode::gave_up, "'guestbook/web' ended 6 times: exit code 1"),
       "/l/web.log",
       {8000, 8001}},
      {"mailpit/server", "mailpit", ProcessState::stopped, 0, "d", now - 49h, 0, "", std::nullopt, "/l/mailpit.log", {}},
  };
  report.ports = {{"postgresql", "sql", 5433}, {"redis", "tcp", 6379}, {"guestbook", "http", 8000}};
  report.links = {{"guestbook", "", "http://127.0.0.1:8000/"}, {"mailpit", "inbox", "http://127.0.0.1:8025/"}};
  report.units = {{"guestbook", "main at 1a2b3c4, 2 files changed"}};
  return report;
}

TEST(StatusReport, ShowsWhatRunsAndWhatToDo) {
  expect_golden("tests/golden/frames/status.expected", render_status(sample_status(), screen));
}
TEST(StatusReport, FitsNarrowScreens) {
  expect_golden("tests/golden/frames/status-72.expected", render_status(sample_status(), {screen.style, {72, 24}}));
}
TEST(StatusReport, ColoursStates) {
  expect_golden("tests/golden/frames/status-colour.expected", render_status(sample_status(), {{Colour::on, Glyphs::unicode}, {110, 40}}));
}

TEST(StatusReport, SaysHowToStartWhereNothingRuns) {
  StatusReport report;
  report.workspace = "/w";
  EXPECT_EQ(render_status(report, screen), "Workspace /w\n\nNothing runs here.\n  stackup up  start it\n");
}

TEST(StatusReport, SaysHowToStartWhereEverythingIsStopped) {
  auto report = sample_status();
  for (auto& process : report.processes) process.state = ProcessState::stopped;
  EXPECT_THAT(render_status(report, screen), EndsWith("Everything is stopped.\n  stackup up  start it\n"));
}

TEST(StatusReport, GivesNoAdviceWhereAllIsWell) {
  auto report = sample_status();
  report.processes.resize(2);
  EXPECT_THAT(render_status(report, screen), Not(HasSubstr("stackup ")));
}

TEST(StatusReport, LeaksNoControlCharacters) {
  auto report = sample_status();
  report.processes[0].detail = report.units[0].text = report.links[0].url = report.ports[0].name = "a\x1b[2J\n\x07";
  report.processes[3].error = Error(ErrorCode::gave_up, "b\x1b[2J");
  EXPECT_THAT(render_status(report, screen), Not(HasSubstr("\x1b")));
}

TEST(StatusReport, IsJsonForPrograms) {
  const auto json = nlohmann::json::parse(status_json(sample_status()));
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["kind"], "status");
  EXPECT_EQ(json["processes"][0]["pid"], 4711);
  EXPECT_TRUE(json["processes"][2]["pid"].is_null());
  EXPECT_EQ(json["processes"][2]["state"], "backing_off");
  EXPECT_EQ(json["processes"][3]["error"]["code"], "SU0605");
  EXPECT_EQ(json["ports"][0], (nlohmann::json{{"unit", "postgresql"}, {"name", "sql"}, {"number", 5433}}));
  EXPECT_EQ(json["links"].size(), 2);
}

}  // namespace
}  // namespace stackup::testing
