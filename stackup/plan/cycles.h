#pragma once
// Circles among things that wait for each other.

#include "stackup/base/diagnostics.h"

#include <string>
#include <utility>
#include <vector>

namespace stackup {

/// "`from` waits for `to`", written at `span`.
struct Edge {
  std::string to;
  SourceSpan span;
};

/// Nodes in the order in which they were written, each with its edges.
using EdgeGraph = std::vector<std::pair<std::string, std::vector<Edge>>>;

struct CycleMember {
  std::string name;
  SourceSpan span;  ///< of the edge to the next member; the last one's leads to the first

  bool operator==(const CycleMember&) const = default;
};

/// One circle for each knot of nodes that wait for each other. Edges to unknown nodes do not count.
[[nodiscard]] std::vector<std::vector<CycleMember>> cycles_of(const EdgeGraph& graph);
/// Every node after those that it waits for; nodes of a circle come in any order.
[[nodiscard]] std::vector<std::string> dependencies_first(const EdgeGraph& graph);
/// Reports each circle as its path, with the place of each edge. `relation` reads "waits for"; `why` tells why that can't be.
void report_cycles(const EdgeGraph& graph, std::string_view what, std::string_view relation, Diagnostics& diagnostics);

}  // namespace stackup
