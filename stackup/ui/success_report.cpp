#include "stackup/ui/success_report.h"

#include "stackup/base/text.h"
#include "stackup/ui/table.h"
#include "stackup/ui/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_named_steps = 3;
// Where everything was quick nobody asks which step was the slowest.
constexpr Duration worth_naming = 1s;

std::string heading(std::string_view text, const Screen& screen) { return "\n" + painted(text, Role::strong, screen.style) + "\n"; }

std::string headline(const SuccessReport& report) {
  if (report.done == 0)
    return fmt::format("Everything is up to date: {}, nothing to do ({})", counted(static_cast<std::size_t>(report.up_to_date), "step"),
                       to_string(report.took));
  if (report.targets.empty()) return "Everything is up.";
  return one_line(fmt::format("{} {} up.", join(report.targets, ", "), report.targets.size() == 1 ? "is" : "are"));
}

std::string links_text(const SuccessReport& report, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& link : report.links)
    rows.push_back(
        {{std::string(glyph(Mark::link, screen.style))}, {one_line(link.unit), Role::name}, {one_line(link.name)}, {one_line(link.url)}});
  return rows.empty() ? "" : "\n" + table_text({{}, {}, {}, {}}, rows, screen, 2);
}

std::string credentials_text(const SuccessReport& report, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& credential : report.credentials)
    rows.push_back({{one_line(credential.unit), Role::name}, {one_line(credential.user)}, {one_line(credential.where)}});
  return rows.empty() ? "" : heading("Passwords are in", screen) + table_text({{}, {}, {}}, rows, screen, 2);
}

std::string next_text(const SuccessReport& report, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& next : report.next) rows.push_back({{one_line(next.command), Role::name}, {one_line(next.meaning)}});
  return rows.empty() ? "" : heading("Next", screen) + table_text({{}, {}}, rows, screen, 2);
}

std::string notices_text(const SuccessReport& report, const Screen& screen) {
  if (report.notices.empty()) return "";
  auto text = heading("To know", screen);
  for (const auto& notice : report.notices) text += paragraph(one_line(notice), screen.size.columns, 2);
  return text;
}

std::string times_text(const SuccessReport& report, const Screen& screen) {
  auto line = fmt::format("Took {} for {}", to_string(report.took), counted(static_cast<std::size_t>(report.done), "step"));
  if (report.up_to_date > 0) line += fmt::format("; {} up to date", report.up_to_date);
  std::vector<TableRow> longest;
  for (const auto& step : report.longest)
    longest.push_back({{one_line(fmt::format("{} {}", step.unit, step.title))}, {to_string(step.took)}});
  line += longest.empty() ? "." : ". The longest:";
  return "\n" + paragraph(line, screen.size.columns, 0) + table_text({{}, {{}, Align::right}}, longest, screen, 2);
}

}  // namespace

SuccessReport success_report(const RunState& state) {
  SuccessReport report;
  if (!state.run) return report;
  report.targets = state.run->started.targets;
  report.up_to_date = state.run->up_to_date;
  if (state.run->finished) report.took = state.run->finished->took;
  for (const auto& step : state.run->steps) {
    if (step.phase != StepPhase::done) continue;
    ++report.done;
    if (step.took >= worth_naming) report.longest.push_back({step.planned.unit, step.planned.title, step.took});
  }
  std::stable_sort(report.longest.begin(), report.longest.end(), [](const auto& a, const auto& b) { return a.took > b.took; });
  report.longest.resize(std::min(report.longest.size(), most_named_steps));
  return report;
}

std::vector<NextCommand> usual_next_commands(const std::string& process) {
  std::vector<NextCommand> next = {{"stackup status", "what runs, and where to reach it"}};
  if (!process.empty()) next.push_back({fmt::format("stackup logs {} -f", process), "follow what it writes"});
  next.push_back({"stackup down", "stop all of it"});
  return next;
}

std::string render_success(const SuccessReport& report, const Screen& screen) {
  auto text = painted(headline(report), Role::strong, screen.style) + "\n" + links_text(report, screen);
  if (report.done == 0) return text + notices_text(report, screen);
  return text + credentials_text(report, screen) + next_text(report, screen) + notices_text(report, screen) + times_text(report, screen);
}

}  // namespace stackup
