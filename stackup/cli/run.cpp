#include "stackup/cli/all_verbs.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/unit_command.h"
#include "stackup/cli/world.h"

#include <utility>

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  if (arguments.rest.empty()) {
    return tell(Error(ErrorCode::bad_usage, "stackup run needs a command").because("the command stands after --").try_("stackup run NAME -- COMMAND…"), Sources{}, Format::text,
                world.console());
  }
  int code = 0;
  auto command = find_unit_command(arguments, world, code);
  if (!command) return code;
  command->program.arguments = arguments.rest;
  return run_in_terminal(command->program, world);
}

}  // namespace

Verb run_verb() {
  return {.name = "run",
          .group = VerbGroup::look,
          .summary = "Run a command in a unit's environment",
          .description = "With the unit's PATH, virtual environment, variables and claims, in its checkout. Ends with the command's exit code.",
          .positionals = {{"NAME", "The unit; the workspace's own without it", 0, 1, Completes::units}},
          .options = {},
          .examples = {{"stackup run postgresql -- psql", "Talk to the workspace's database server."}, {"stackup run django -- python -m django --version", "Use the project's own Python."}},
          .run = run};
}

}  // namespace stackup
