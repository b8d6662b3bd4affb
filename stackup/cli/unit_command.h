#pragma once
// Commands in a unit's environment: run, shell, env and test share how they find the unit and what they give it.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"

#include <memory>
#include <optional>
#include <string>

namespace stackup {

class World;

struct UnitCommand {
  std::unique_ptr<Session> session;
  const Unit* unit = nullptr;
  Program program;  ///< environment (PATH resolved) and directory; no arguments yet
};

/// The unit that the first word names (none: the workspace's own). Gives up root first. Mistakes are told; nothing then, and `exit_code` says what to end with.
[[nodiscard]] std::optional<UnitCommand> find_unit_command(const Arguments& arguments, World& world, int& exit_code);

/// A command that its recipe names: with more variables, in a directory of its own if it has one, and with the words that stood after --.
[[nodiscard]] Program program_of(const UnitCommand& command, const CommandTemplate& words, const EnvironmentTemplate& env, const std::optional<Template>& directory,
                                 const Arguments& arguments, World& world);

/// Runs in the foreground with our own terminal; Ctrl-C goes to it. Its exit code, 128 + N for signal N, or that of the told Error if it could not be started.
int run_in_terminal(const Program& program, World& world);

}  // namespace stackup
