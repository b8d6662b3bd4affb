#pragma once
// Reads what the rig needs from what stackup tells programs.

#include "stackup/base/duration.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

struct SeenStatus {
  struct OneProcess {
    std::string id;
    int pid = 0;
    bool is_ready = false;

    bool operator==(const OneProcess&) const = default;
  };
  struct OnePort {
    std::string name;
    int number = 0;

    bool operator==(const OnePort&) const = default;
  };
  std::vector<OneProcess> processes;
  std::vector<OnePort> ports;

  bool operator==(const SeenStatus&) const = default;
};

/// The unit's part of what `stackup status --json` printed; nothing if that can't be read.
[[nodiscard]] std::optional<SeenStatus> status_of_unit(std::string_view json, std::string_view unit);

/// From the start of the unit's first process until its last one was ready, by the events that `stackup up --json` printed, one a line.
[[nodiscard]] std::optional<Duration> ready_time(std::string_view events, std::string_view unit);

}  // namespace stackup
