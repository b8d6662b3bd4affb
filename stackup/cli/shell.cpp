#include "stackup/cli/all_verbs.h"
#include "stackup/cli/unit_command.h"
#include "stackup/cli/world.h"

#include <fmt/format.h>

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  int code = 0;
  auto command = find_unit_command(arguments, world, code);
  if (!command) return code;
  const auto shell = command->program.environment.find("SHELL");
  command->program.arguments = {shell == command->program.environment.end() ? "/bin/sh" : shell->second};
  if (arguments.has("--command")) {
    command->program.arguments = {"/bin/sh", "-c", arguments.value("--command")};
  } else {
    command->program.environment["STACKUP_UNIT"] = command->unit->name;
    world.console().err(fmt::format("A shell in the environment of {}. Leave it with exit.\n", command->unit->name));
  }
  return run_in_terminal(command->program, world);
}

}  // namespace

Verb shell_verb() {
  return {.name = "shell",
          .group = VerbGroup::look,
          .summary = "Open a shell in a unit's environment",
          .description = "As `stackup run`, with your own shell. The variable STACKUP_UNIT names the unit, for prompts.",
          .positionals = {{"NAME", "The unit; the workspace's own without it", 0, 1, Completes::units}},
          .options = {{"--command", "-c", "TEXT", "Run this with /bin/sh instead of opening a shell"}},
          .examples = {{"stackup shell django", "Work in Django's environment."}, {"stackup shell guestbook -c 'echo $DATABASE_URL'", "One command line."}},
          .run = run};
}

}  // namespace stackup
