#include "stackup/steps/half_made_data.h"

#include "stackup/ports/files.h"
#include "stackup/ports/supervision.h"

#include <map>
#include <utility>

namespace stackup {
namespace {

constexpr auto made = "data";
constexpr auto half_made = "half-made data";

/// Directory → unit.
std::map<std::filesystem::path, std::string> half_made_of(const Plan& plan, const RunState& state) {
  std::map<std::filesystem::path, std::string> found;
  for (const auto& action : plan.actions) {
    const auto* run = std::get_if<RunStep>(&action.step.spec);
    if (!run || run->data.empty() || action.decision == Decision::up_to_date) continue;
    const bool is_half_made = state.things.contains({half_made, run->data.string()}) && !state.things.contains({made, run->data.string()});
    if (is_half_made) found[run->data] = action.step.unit;
  }
  return found;
}

bool is_at_work(const std::string& unit, const std::vector<ProcessStatus>& processes) {
  for (const auto& process : processes)
    if (process.unit == unit && process.pid != 0) return true;
  return false;
}

}  // namespace

Result<void> note_data_begun(const std::filesystem::path& data, const std::string& step, StepContext context) {
  if (!context.ports.files.list(data).empty()) return {};
  return context.events.emit(ThingMade{half_made, data.string(), step});
}

Result<void> note_data_made(const std::filesystem::path& data, const std::string& step, StepContext context) {
  auto told = context.events.emit(ThingMade{made, data.string(), step});
  return told ? context.events.emit(ThingRemoved{half_made, data.string()}) : told;
}

Task<Result<void>> clear_half_made_data(const Plan& plan, StepContext context) {
  const auto found = half_made_of(plan, context.state);
  if (found.empty()) co_return Result<void>{};
  const auto processes = co_await context.ports.supervision.status();
  if (!processes) co_return fail(processes);
  for (const auto& [data, unit] : found) {
    if (is_at_work(unit, *processes)) continue;
    auto removed = co_await context.ports.files.remove_tree(data);
    if (!removed) co_return removed;
    auto empty = context.ports.files.make_directory(data, 0700);
    if (!empty) co_return empty;
  }
  co_return Result<void>{};
}

}  // namespace stackup
