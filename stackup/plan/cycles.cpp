#include "stackup/plan/cycles.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace stackup {
namespace {

/// Depth first, without recursion: a hostile recipe may have a chain of any length.
class Walk {
 public:
  explicit Walk(const EdgeGraph& graph) : graph_(graph) {
    for (std::size_t i = 0; i < graph.size(); ++i) index_.try_emplace(graph[i].first, i);
    state_.resize(graph.size(), State::fresh);
  }

  void run() {
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (state_[i] == State::fresh) visit(i);
  }

  std::vector<std::string> order;
  std::vector<std::vector<CycleMember>> cycles;

 private:
  enum class State { fresh, open, done };
  struct Frame {
    std::size_t node = 0;
    std::size_t edge = 0;
  };

  void visit(std::size_t start) {
    path_ = {{start, 0}};
    state_[start] = State::open;
    while (!path_.empty()) {
      auto& frame = path_.back();
      const auto& edges = graph_[frame.node].second;
      if (frame.edge == edges.size()) {
        state_[frame.node] = State::done;
        order.push_back(graph_[frame.node].first);
        path_.pop_back();
        continue;
      }
      const auto target = index_.find(edges[frame.edge++].to);
      if (target == index_.end()) continue;
      if (state_[target->second] == State::open) close(target->second);
      if (state_[target->second] != State::fresh) continue;
      state_[target->second] = State::open;
      path_.push_back({target->second, 0});
    }
  }

  void close(std::size_t first) {
    auto member = std::find_if(path_.begin(), path_.end(), [&](const Frame& frame) { return frame.node == first; });
    std::vector<CycleMember> cycle;
    for (; member != path_.end(); ++member) cycle.push_back({graph_[member->node].first, graph_[member->node].second[member->edge - 1].span});
    // A knot of many circles is told once: whoever unties it sees the next one, if there is one.
    const bool is_known = std::any_of(cycle.begin(), cycle.end(), [&](const CycleMember& each) { return !reported_.try_emplace(each.name, true).second; });
    if (!is_known) cycles.push_back(std::move(cycle));
  }

  const EdgeGraph& graph_;
  std::map<std::string, std::size_t> index_;
  std::vector<State> state_;
  std::vector<Frame> path_;
  std::map<std::string, bool> reported_;
};

}  // namespace

std::vector<std::vector<CycleMember>> cycles_of(const EdgeGraph& graph) {
  Walk walk(graph);
  walk.run();
  return walk.cycles;
}

std::vector<std::string> dependencies_first(const EdgeGraph& graph) {
  Walk walk(graph);
  walk.run();
  return walk.order;
}

void report_cycles(const EdgeGraph& graph, std::string_view what, std::string_view relation, Diagnostics& diagnostics) {
  for (const auto& cycle : cycles_of(graph)) {
    std::vector<std::string> path;
    for (const auto& member : cycle) path.push_back(member.name);
    path.push_back(cycle.front().name);
    auto& error = diagnostics.report(ErrorCode::cycle, fmt::format("{}: {}", what, join(path, " → ")), cycle.front().span);
    for (std::size_t i = 0; i < cycle.size(); ++i) error.note(fmt::format("'{}' {} '{}'", path[i], relation, path[i + 1]), cycle[i].span);
    error.because("each of them waits for the next, so none could begin").try_("take one of these edges out");
  }
}

}  // namespace stackup
