#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/environment_json.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/unit_command.h"
#include "stackup/cli/world.h"

#include <fmt/format.h>

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  int code = 0;
  const auto command = find_unit_command(arguments, world, code);
  if (!command) return code;
  // What the shell has anyway is left out; its PATH is put behind ours by the shell itself.
  EnvironmentMap own;
  for (const auto& [name, value] : command->program.environment) {
    const auto ambient = command->session->options.ambient.find(name);
    if (ambient == command->session->options.ambient.end() || ambient->second != value) own[name] = value;
  }
  if (format_of(arguments) == Format::json) {
    world.console().out(environment_json(command->unit->name, own) + "\n");
    return 0;
  }
  for (const auto& [name, value] : own) world.console().out(fmt::format("export {}={}\n", name, shell_quoted(value)));
  return 0;
}

}  // namespace

Verb env_verb() {
  return {.name = "env",
          .group = VerbGroup::look,
          .summary = "Print a unit's environment for a shell to evaluate",
          .description = "The output holds secrets: it is meant for eval, not for a log.",
          .positionals = {{"NAME", "The unit; the workspace's own without it", 0, 1, Completes::units}},
          .options = {},
          .examples = {{"eval \"$(stackup env guestbook)\"", "Take it over into the present shell."}, {"stackup env guestbook --json", "The same for programs."}},
          .run = run};
}

}  // namespace stackup
