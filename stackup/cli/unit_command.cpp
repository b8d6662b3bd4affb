#include "stackup/cli/unit_command.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/trust.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/steps/inputs.h"
#include "stackup/system/program_lookup.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

Error no_unit(const std::string& name, const Session& session) {
  std::vector<std::string> names;
  for (const auto& unit : session.stack.units) names.push_back(unit.name);
  Error error(ErrorCode::unknown_unit, fmt::format("there is no unit '{}' in this workspace", name));
  error.because(fmt::format("it has {}", join(names, ", ")));
  if (const auto close = closest_match(name, names)) error.try_(fmt::format("did you mean '{}'?", *close));
  return error;
}

std::string unit_name(const Session& session) {
  // `stackup test guestbook` may name the workspace of that name, whose own recipe is called differently.
  const auto& words = session.place.words;
  const bool names_workspace = !words.empty() && !session.stack.find(words.front()) && words.front() == session.place.workspace.filename().string();
  if (!words.empty() && !names_workspace) return words.front();
  return session.recipes.workspace_recipe.empty() ? session.stack.name : session.recipes.workspace_recipe;
}

/// execve wants plain pointers; the strings stay the caller's.
std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void become_program(const std::filesystem::path& path, const Program& program) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  std::signal(SIGPIPE, SIG_DFL);
  if (chdir(program.directory.c_str()) == 0) execve(path.c_str(), pointers(program.arguments).data(), pointers(variables).data());
  _exit(127);
}

}  // namespace

std::optional<UnitCommand> find_unit_command(const Arguments& arguments, World& world, int& exit_code) {
  if (exit_code = give_up_root(arguments, world); exit_code != 0) return std::nullopt;
  auto place = existing_place(arguments, world);
  if (!place) {
    exit_code = tell(place.error(), Sources{}, format_of(arguments), world.console());
    return std::nullopt;
  }
  UnitCommand command;
  command.session = open_session(std::move(*place), {}, world, exit_code);
  if (!command.session) return std::nullopt;
  Session& session = *command.session;
  if (auto trusted = require_trust(session, arguments, world); !trusted) {
    exit_code = tell(trusted.error(), session.recipes.sources, format_of(arguments), world.console());
    return std::nullopt;
  }
  exit_code = run_on_loop(world, [&](Flag&) -> Task<int> {
    auto surveyed = co_await survey_session(session, world);
    if (!surveyed) co_return tell(surveyed.error(), session.recipes.sources, format_of(arguments), world.console());
    co_return 0;
  });
  if (exit_code != 0) return std::nullopt;
  command.unit = session.stack.find(unit_name(session));
  if (!command.unit) {
    exit_code = tell(no_unit(unit_name(session), session), session.recipes.sources, format_of(arguments), world.console());
    return std::nullopt;
  }
  command.program = with_resolved_path(unit_program(session.stack, *command.unit, session.assignments, session.options), world.files());
  if (!world.files().is_directory(command.program.directory)) command.program.directory = world.current_directory();
  return command;
}

Program program_of(const UnitCommand& command, const CommandTemplate& words, const EnvironmentTemplate& env, const std::optional<Template>& directory,
                   const Arguments& arguments, World& world) {
  const Scope scope(command.session->stack, *command.unit, command.session->assignments);
  Program program = command.program;
  for (const auto& [name, text] : env) program.environment[name.value] = scope.expand(text).text;
  if (directory) program.directory = scope.expand(*directory).text;
  program.arguments = expand_command(words, scope);
  program.arguments.insert(program.arguments.end(), arguments.rest.begin(), arguments.rest.end());
  return with_resolved_path(std::move(program), world.files());
}

int run_in_terminal(const Program& program, World& world) {
  const auto path = find_program(program);
  if (!path) return tell(path.error(), Sources{}, Format::text, world.console());
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the program; we only wait for its end
  std::signal(SIGQUIT, SIG_IGN);
  const pid_t child = fork();
  if (child < 0) return tell(Error(ErrorCode::start_failed, "no process could be made").because(std::strerror(errno)), Sources{}, Format::text, world.console());
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGQUIT, SIG_DFL);
    become_program(*path, program);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace stackup
