#pragma once
// What `stackup status` shows: what runs where, since when, how to reach it, and what to do about what does not run.

#include "stackup/ports/supervision.h"
#include "stackup/ui/screen.h"

#include <filesystem>
#include <string>
#include <vector>

namespace stackup {

/// An address that a person can open.
struct Link {
  std::string unit;
  std::string name;  ///< may be empty
  std::string url;
};

struct NamedPort {
  std::string unit;
  std::string name;
  int number = 0;
};

struct StatusReport {
  struct UnitSummary {
    std::string unit;
    std::string text;  ///< "main at 1a2b3c4, 2 files changed"
  };

  std::filesystem::path workspace;
  WallTime now{};
  std::vector<ProcessStatus> processes;
  std::vector<NamedPort> ports;
  std::vector<Link> links;
  std::vector<UnitSummary> units;
};

[[nodiscard]] std::string render_status(const StatusReport& report, const Screen& screen);
/// {"v":1,"kind":"status","workspace":…,"processes":[{"id":…,"state":"ready",…}],…}
[[nodiscard]] std::string status_json(const StatusReport& report);

}  // namespace stackup
