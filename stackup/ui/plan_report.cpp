#include "stackup/ui/plan_report.h"

#include "stackup/base/text.h"
#include "stackup/ui/human.h"
#include "stackup/ui/table.h"
#include "stackup/ui/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::size_t count(const PlanReport& report, StepDecision decision) {
  return static_cast<std::size_t>(
      std::count_if(report.steps.begin(), report.steps.end(), [&](const auto& step) { return step.decision == decision; }));
}

std::string heading(std::string_view text, const Screen& screen) { return "\n" + painted(text, Role::strong, screen.style) + "\n"; }

std::string headline(const PlanReport& report) {
  std::vector<std::string> parts;
  const auto add = [&](StepDecision decision, std::string_view what) {
    if (const auto number = count(report, decision); number > 0) parts.push_back(fmt::format("{} {}", counted(number, "step"), what));
  };
  add(StepDecision::run, "to run");
  add(StepDecision::check, "to check");
  add(StepDecision::up_to_date, "up to date");
  const auto targets = report.targets.empty() ? "" : " for " + join(report.targets, ", ");
  return one_line(fmt::format("Plan{} in {}: {}", targets, report.workspace.string(), join(parts, ", ")));
}

std::string root_text(const PlanReport& report, const Screen& screen) {
  if (report.root_actions.empty()) return "";
  auto text = heading(
      report.root_actions.size() == 1 ? "Needs root, once" : fmt::format("Needs root, {} times", report.root_actions.size()), screen);
  for (const auto& action : report.root_actions) {
    text += "  " + painted(one_line(shell_quoted(action.command)), Role::warning, screen.style) + "\n";
    text += paragraph(one_line(action.effect), screen.size.columns, 4);
  }
  return text;
}

std::string packages_text(const PlanReport& report, const Screen& screen) {
  if (report.packages.names.empty()) return "";
  std::vector<std::string> sizes;
  if (report.packages.download_bytes) sizes.push_back(human_bytes(*report.packages.download_bytes) + " to download");
  if (report.packages.disk_bytes) sizes.push_back(human_bytes(*report.packages.disk_bytes) + " on disk");
  const auto title =
      fmt::format("{} to install{}", counted(report.packages.names.size(), "package"), sizes.empty() ? "" : ": " + join(sizes, ", "));
  return heading(title, screen) + paragraph(one_line(join(report.packages.names, ", ")), screen.size.columns, 2);
}

std::string clones_text(const PlanReport& report, const Screen& screen) {
  if (report.clones.empty()) return "";
  std::vector<TableRow> rows;
  for (const auto& clone : report.clones)
    rows.push_back({{one_line(clone.url)},
                    {one_line(clone.revision), Role::name},
                    {one_line(clone.directory.string())},
                    {clone.origin == PlanReport::Origin::cache ? "from the cache" : "", Role::dim}});
  const auto title = report.clones.size() == 1 ? "1 repository to clone" : fmt::format("{} repositories to clone", report.clones.size());
  return heading(title, screen) + table_text({{}, {}, {}, {}}, rows, screen, 2);
}

Role role_of(StepDecision decision) {
  return decision == StepDecision::run ? Role::good : decision == StepDecision::check ? Role::name : Role::dim;
}

std::string steps_text(const PlanReport& report, PlanDetail detail, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& step : report.steps) {
    if (detail == PlanDetail::brief && step.decision == StepDecision::up_to_date) continue;
    const bool has_unit = !step.unit.empty();
    rows.push_back({{one_line(has_unit ? step.unit : step.title), Role::name},
                    {has_unit ? one_line(step.title) : ""},
                    {std::string(to_string(step.decision)), role_of(step.decision)},
                    {step.decision == StepDecision::up_to_date ? "" : expected_text(step.usually), Role::dim},
                    {one_line(step.reason)}});
  }
  if (rows.empty()) return "";
  return heading("Steps", screen) + table_text({{}, {}, {}, {}, {}}, rows, screen, 2);
}

std::string notices_text(const PlanReport& report, const Screen& screen) {
  if (report.notices.empty()) return "";
  auto text = heading("To know", screen);
  for (const auto& notice : report.notices) text += paragraph(one_line(notice), screen.size.columns, 2);
  return text;
}

}  // namespace

std::string_view to_string(StepDecision decision) {
  switch (decision) {
    case StepDecision::run:
      return "run";
    case StepDecision::check:
      return "check";
    case StepDecision::up_to_date:
      break;
  }
  return "up to date";
}

std::string render_plan(const PlanReport& report, PlanDetail detail, const Screen& screen) {
  const auto idle = count(report, StepDecision::up_to_date);
  const bool nothing_to_do = idle == report.steps.size();
  auto text = nothing_to_do ? fmt::format("Everything is up to date: {}, nothing to do\n", counted(idle, "step")) : headline(report) + "\n";
  text += root_text(report, screen) + packages_text(report, screen) + clones_text(report, screen) + steps_text(report, detail, screen);
  if (detail == PlanDetail::brief && idle > 0 && !nothing_to_do)
    text += fmt::format("  and {} up to date; --verbose shows why\n", counted(idle, "step"));
  return text + notices_text(report, screen);
}

}  // namespace stackup
