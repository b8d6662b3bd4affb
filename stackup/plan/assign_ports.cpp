#include "stackup/plan/assign_ports.h"

#include <optional>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr int lowest = 1024;  // below it ports need root, ip(7)

class Assigner {
 public:
  Assigner(const PortFacts& facts, const std::function<std::string(int)>& listener_name) : facts_(facts), listener_name_(listener_name) {}

  Result<PortChoice> choose(const std::string& unit, const std::string& name, int preferred) {
    const auto kept = facts_.kept.find({unit, name});
    const int first = kept == facts_.kept.end() ? preferred : kept->second;
    PortChoice choice{unit, name, first, "", kept == facts_.kept.end()};
    if (const auto obstacle = obstacle_of(first)) {
      const auto free = next_free(preferred);
      if (!free) return fail(Error(ErrorCode::no_free_port, fmt::format("no free port for {} of {}", name, unit)).because(*obstacle));
      choice = {unit, name, *free, *obstacle, true};
    }
    taken_.insert(choice.number);
    return choice;
  }

 private:
  /// Why a port can't be taken; nothing if it can.
  std::optional<std::string> obstacle_of(int port) const {
    if (taken_.contains(port)) return fmt::format("port {} is another unit's", port);
    if (const auto found = facts_.reserved.find(port); found != facts_.reserved.end()) return fmt::format("port {} belongs to the workspace {}", port, found->second);
    if (facts_.ours.contains(port)) return std::nullopt;
    if (facts_.held.contains(port)) return fmt::format("port {} is being taken by another stack", port);
    if (!facts_.listening.contains(port)) return std::nullopt;
    const auto who = listener_name_(port);
    return fmt::format("port {} is in use{}", port, who.empty() ? "" : " by " + who);
  }

  /// The next above the preferred one, below the ephemeral range; from its beginning again when none is left.
  std::optional<int> next_free(int preferred) const {
    const int range = facts_.ephemeral_begin - lowest;
    if (range <= 0) return std::nullopt;
    for (int i = 1; i <= range; ++i) {
      const int port = lowest + (preferred - lowest + i % range + range) % range;
      if (!obstacle_of(port)) return port;
    }
    return std::nullopt;
  }

  const PortFacts& facts_;
  const std::function<std::string(int)>& listener_name_;
  std::set<int> taken_;
};

}  // namespace

Result<std::vector<PortChoice>> assign_ports(const Stack& stack, const PortFacts& facts, const std::function<std::string(int)>& listener_name) {
  std::vector<PortChoice> choices;
  Assigner assigner(facts, listener_name);
  for (const auto& unit : stack.units) {
    for (const auto& [name, preferred] : unit.recipe.ports) {
      if (unit.recipe.external) {
        const int* given = find_named(unit.recipe.external->ports, name.value);
        choices.push_back({unit.name, name.value, given ? *given : preferred, "", false});
        continue;
      }
      auto choice = assigner.choose(unit.name, name.value, preferred);
      if (!choice) return fail(choice);
      choices.push_back(std::move(*choice));
    }
  }
  return choices;
}

}  // namespace stackup
