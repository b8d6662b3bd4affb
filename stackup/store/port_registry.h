#pragma once
// Which ports the user's workspaces keep, over all of them: one line "PORT WORKSPACE UNIT NAME" each, in a file that is changed under a lock only.

#include "stackup/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace stackup {

using PortKey = std::pair<std::string, std::string>;  ///< {unit, port name}

class PortRegistry {
 public:
  /// `file` is $XDG_STATE_HOME/stackup/ports.
  explicit PortRegistry(std::filesystem::path file) : file_(std::move(file)) {}

  /// Ports that other workspaces keep. Entries of workspaces that no longer exist do not count.
  [[nodiscard]] std::map<int, std::string> taken_by_others(const std::filesystem::path& workspace) const;
  /// Makes these the workspace's ports, all of them; empty gives all back. Fails with port_taken if another workspace was quicker.
  Result<void> keep(const std::filesystem::path& workspace, const std::map<PortKey, int>& ports) const;

 private:
  std::filesystem::path file_;
};

}  // namespace stackup
