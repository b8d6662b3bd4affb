#include "stackup/ui/failure_report.h"

#include "stackup/base/render.h"
#include "stackup/base/text.h"
#include "stackup/ui/table.h"
#include "stackup/ui/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t most_skipped_shown = 10;

std::string heading(std::string_view text, const Screen& screen) { return "\n" + painted(text, Role::strong, screen.style) + "\n"; }

std::string headline(const FailureReport& report) {
  const auto steps = fmt::format("{} of {} done", report.done, counted(static_cast<std::size_t>(report.all), "step"));
  if (report.outcome == RunOutcomeKind::interrupted)
    return fmt::format("'stackup {}' was interrupted after {}: {}", report.verb, to_string(report.took), steps);
  return fmt::format("'stackup {}' failed after {}: {}, {} failed", report.verb, to_string(report.took), steps, report.failed.size());
}

std::string failed_text(const FailureReport& report, const Sources& sources, const Screen& screen) {
  std::string text;
  for (const auto& failed : report.failed) {
    const auto name = one_line(failed.unit.empty() ? failed.title : fmt::format("{}: {}", failed.unit, failed.title));
    text += fmt::format("\n{} {}\n{}", painted(glyph(Mark::failed, screen.style), Role::bad, screen.style),
                        painted(name, Role::strong, screen.style), render(failed.error, sources, screen.style.colour));
  }
  return text;
}

std::string skipped_text(const FailureReport& report, const Screen& screen) {
  if (report.skipped.empty()) return "";
  std::vector<TableRow> rows;
  for (const auto& skipped : report.skipped) {
    if (rows.size() == most_skipped_shown) break;
    rows.push_back({{one_line(skipped.unit), Role::name}, {one_line(skipped.title)}, {one_line(skipped.because)}});
  }
  auto text = heading("Left out because of that", screen) + table_text({{}, {}, {}}, rows, screen, 2);
  if (report.skipped.size() > rows.size()) text += fmt::format("  and {} more\n", report.skipped.size() - rows.size());
  return text;
}

std::string resume_text(const FailureReport& report, const Screen& screen) {
  if (report.resume.empty()) return "";
  std::string before = report.outcome == RunOutcomeKind::interrupted ? "Go on with" : "When that is fixed, go on with";
  if (report.done > 0) before += " (what is done is not done again)";
  return heading(before, screen) + fmt::format("  {}\n", painted(one_line(report.resume), Role::name, screen.style));
}

}  // namespace

FailureReport failure_report(const RunState& state, std::string resume) {
  FailureReport report;
  report.resume = std::move(resume);
  if (!state.run) return report;
  const auto& run = *state.run;
  report.verb = run.started.verb;
  report.all = static_cast<int>(run.steps.size());
  if (run.finished) {
    report.outcome = run.finished->outcome;
    report.took = run.finished->took;
  }
  for (const auto& step : run.steps) {
    const auto& planned = step.planned;
    if (step.phase == StepPhase::done) ++report.done;
    if (step.phase == StepPhase::failed && step.error) report.failed.push_back({planned.unit, planned.title, *step.error});
    if (step.phase == StepPhase::skipped) report.skipped.push_back({planned.unit, planned.title, step.text});
  }
  return report;
}

std::string render_failure(const FailureReport& report, const Sources& sources, const Screen& screen) {
  return painted(one_line(headline(report)), Role::strong, screen.style) + "\n" + failed_text(report, sources, screen) +
         skipped_text(report, screen) + resume_text(report, screen);
}

}  // namespace stackup
