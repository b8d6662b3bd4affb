#include "stackup/plan/schedule.h"

#include <algorithm>

namespace stackup {
namespace {

constexpr Duration unknown_cost = std::chrono::milliseconds(100);  // of a step that says nothing: what is long says so, and a longer chain of others counts as longer

using Waits = std::map<std::string, std::set<std::string>>;

/// Step → how long it and the longest chain of steps behind it take. `order` is one that honours `waiting`.
std::map<std::string, Duration> times_to_the_end(const std::vector<std::string>& order, const Waits& waiting, const Plan& plan) {
  std::map<std::string, Duration> costs, behind;
  for (const auto& action : plan.actions) costs[action.step.id] = std::max(action.usually, unknown_cost);
  for (auto id = order.rbegin(); id != order.rend(); ++id) {
    const Duration total = costs[*id] + behind[*id];
    for (const auto& other : waiting.at(*id)) behind[other] = std::max(behind[other], total);
    behind[*id] = total;
  }
  return behind;
}

}  // namespace

Schedule::Schedule(const Plan& plan) {
  std::set<std::string> planned;
  for (const auto& action : plan.actions)
    if (action.decision != Decision::up_to_date) planned.insert(action.step.id);
  std::map<std::string, std::set<std::string>> through;  // a step that is up to date → what comes before it and is not: a database is in a server that is to be started
  for (const auto& action : plan.actions) {
    const bool is_planned = planned.contains(action.step.id);
    if (is_planned) order_.push_back(action.step.id);
    auto& waits = is_planned ? waiting_[action.step.id] : through[action.step.id];
    for (const auto& other : action.step.after) {
      if (planned.contains(other)) {
        waits.insert(other);
      } else if (const auto before = through.find(other); before != through.end()) {
        waits.insert(before->second.begin(), before->second.end());
      }
    }
  }
  by_urgency_ = order_;
  auto times = times_to_the_end(order_, waiting_, plan);
  std::ranges::stable_sort(by_urgency_, [&](const auto& left, const auto& right) { return times.at(left) > times.at(right); });
}

std::optional<std::string> Schedule::next() {
  for (const auto& id : by_urgency_) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end() || !found->second.empty()) continue;
    waiting_.erase(found);
    return id;
  }
  return std::nullopt;
}

void Schedule::finish(const std::string& id) {
  for (auto& [other, waits] : waiting_) waits.erase(id);
}

std::vector<std::pair<std::string, std::string>> Schedule::fail(const std::string& id) {
  std::vector<std::pair<std::string, std::string>> skipped;
  std::set<std::string> lost{id};
  for (const auto& other : order_) {
    const auto found = waiting_.find(other);
    if (found == waiting_.end()) continue;
    for (const auto& wait : found->second) {
      if (!lost.contains(wait)) continue;
      skipped.emplace_back(other, wait);
      lost.insert(other);
      break;
    }
    if (lost.contains(other)) waiting_.erase(found);
  }
  return skipped;
}

}  // namespace stackup
