#include "stackup/ui/plan_report.h"

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::ordered_json;

std::string_view word(StepDecision decision) { return decision == StepDecision::up_to_date ? "up_to_date" : to_string(decision); }

ordered_json steps_json(const PlanReport& report) {
  auto steps = ordered_json::array();
  for (const auto& step : report.steps)
    steps.push_back({{"id", step.id},
                     {"unit", step.unit},
                     {"title", step.title},
                     {"decision", word(step.decision)},
                     {"reason", step.reason},
                     {"usually_us", std::chrono::duration_cast<std::chrono::microseconds>(step.usually).count()},
                     {"after", step.after}});
  return steps;
}

ordered_json summary_json(const PlanReport& report) {
  ordered_json summary = {{"run", 0}, {"check", 0}, {"up_to_date", 0}};
  for (const auto& step : report.steps) {
    auto& number = summary[std::string(word(step.decision))];
    number = number.get<int>() + 1;
  }
  return summary;
}

ordered_json packages_json(const PlanReport::MissingPackages& packages) {
  ordered_json json = {{"names", packages.names}};
  if (packages.download_bytes) json["download_bytes"] = *packages.download_bytes;
  if (packages.disk_bytes) json["disk_bytes"] = *packages.disk_bytes;
  return json;
}

}  // namespace

std::string plan_json(const PlanReport& report) {
  ordered_json json = {{"v", 1}, {"kind", "plan"}, {"targets", report.targets}, {"workspace", report.workspace.string()}};
  json["summary"] = summary_json(report);
  json["steps"] = steps_json(report);
  json["root_actions"] = ordered_json::array();
  for (const auto& action : report.root_actions) json["root_actions"].push_back({{"command", action.command}, {"effect", action.effect}});
  json["packages"] = packages_json(report.packages);
  json["clones"] = ordered_json::array();
  for (const auto& clone : report.clones)
    json["clones"].push_back({{"url", clone.url},
                              {"revision", clone.revision},
                              {"directory", clone.directory.string()},
                              {"origin", clone.origin == PlanReport::Origin::cache ? "cache" : "network"}});
  json["notices"] = report.notices;
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace stackup
