#pragma once
// Which port number each unit gets: the one it had, else the preferred one, else the next free one. Pure.

#include "stackup/base/result.h"
#include "stackup/plan/stack.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace stackup {

struct PortFacts {
  std::map<std::pair<std::string, std::string>, int> kept;  ///< of this workspace, from earlier runs
  std::set<int> listening;             ///< on the machine now
  std::set<int> ours;                  ///< of those: held by processes of this workspace
  std::map<int, std::string> reserved; ///< by other workspaces of the user
  std::set<int> held;                  ///< by other stacks that are coming up now, of whatever user
  int ephemeral_begin = 32768;         ///< from here on outgoing connections may take any port
};

struct PortChoice {
  std::string unit;
  std::string name;
  int number = 0;
  std::string because;  ///< why it is not the preferred one; empty if it is
  bool is_new = false;  ///< differs from what was kept

  bool operator==(const PortChoice&) const = default;
};

/// `listener_name` tells who listens on a port, for the reason. Fails with no_free_port.
[[nodiscard]] Result<std::vector<PortChoice>> assign_ports(const Stack& stack, const PortFacts& facts, const std::function<std::string(int)>& listener_name);

}  // namespace stackup
