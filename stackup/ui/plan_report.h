#pragma once
// What `stackup plan` shows, and `up` before it asks: everything that would happen, with reasons, and root actions word for word.

#include "stackup/base/duration.h"
#include "stackup/ui/screen.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

enum class StepDecision { run, check, up_to_date };
[[nodiscard]] std::string_view to_string(StepDecision decision);

struct PlanReport {
  struct Step {
    std::string id;
    std::string unit;
    std::string title;
    std::string reason;
    StepDecision decision = StepDecision::run;
    Duration usually{};  ///< 0: not known
    std::vector<std::string> after{};  ///< the steps that it waits for
  };
  struct RootAction {
    std::vector<std::string> command;  ///< as it will be run
    std::string effect;                ///< what it does, for people: "installs 2 packages and what they need"
  };
  struct MissingPackages {
    std::vector<std::string> names;
    std::optional<std::uint64_t> download_bytes;
    std::optional<std::uint64_t> disk_bytes;
  };
  enum class Origin { network, cache };
  struct Clone {
    std::string url;
    std::string revision;
    std::filesystem::path directory;
    Origin origin = Origin::network;
  };

  std::vector<std::string> targets;
  std::filesystem::path workspace;
  std::vector<Step> steps;  ///< in the order in which they may run
  std::vector<RootAction> root_actions;
  MissingPackages packages;
  std::vector<Clone> clones;
  std::vector<std::string> notices;
};

/// `brief` counts the steps that are up to date, `full` names them with their reasons.
enum class PlanDetail { brief, full };

[[nodiscard]] std::string render_plan(const PlanReport& report, PlanDetail detail, const Screen& screen);
/// {"v":1,"kind":"plan","summary":{"run":…},"steps":[…],"root_actions":[…],…}, always with every step.
[[nodiscard]] std::string plan_json(const PlanReport& report);

}  // namespace stackup
