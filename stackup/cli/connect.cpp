#include "stackup/cli/all_verbs.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/unit_command.h"
#include "stackup/cli/up.h"
#include "stackup/cli/world.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::optional<Error> obstacle(const Unit& unit, const Session& session, World& world) {
  if (!unit.recipe.connect) {
    return Error(ErrorCode::unknown_unit, fmt::format("{} has no client", unit.name))
        .because("its recipe has no `connect:`")
        .try_(fmt::format("stackup shell {}", unit.name));
  }
  const auto& all = session.processes;
  const bool has_process = !unit.recipe.external && !unit.recipe.processes.empty();
  const bool is_up = std::any_of(all.begin(), all.end(), [&](const ProcessStatus& process) { return process.unit == unit.name && process.pid != 0; });
  if (!has_process || is_up) return std::nullopt;
  return Error(ErrorCode::not_running, fmt::format("{} is not running", unit.name)).try_(resume_command(session.place, "up", world));
}

int run(const Arguments& arguments, World& world) {
  int code = 0;
  auto command = find_unit_command(arguments, world, code);
  if (!command) return code;
  const Session& session = *command->session;
  const Unit& unit = *command->unit;
  if (const auto error = obstacle(unit, session, world)) return tell(*error, session.recipes.sources, format_of(arguments), world.console());
  const auto& client = *unit.recipe.connect;
  return run_in_terminal(program_of(*command, client.command, client.env, client.directory, arguments, world), world);
}

}  // namespace

Verb connect_verb() {
  return {.name = "connect",
          .group = VerbGroup::look,
          .summary = "Open a service's own client",
          .description = "psql for PostgreSQL, redis-cli for Redis, and so on, with address and credentials of the workspace. Words after -- are appended to the client's command.",
          .positionals = {{"NAME", "The service; the workspace's own without it", 0, 1, Completes::units}},
          .options = {},
          .examples = {{"stackup connect postgresql", "A session with the database server."}, {"stackup connect redis -- dbsize", "One question."}},
          .run = run};
}

}  // namespace stackup
