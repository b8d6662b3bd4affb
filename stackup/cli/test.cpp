#include "stackup/base/duration.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/unit_command.h"
#include "stackup/cli/world.h"

#include <fmt/format.h>

namespace stackup {
namespace {

Error no_tests(const std::string& unit, std::string_view key) {
  return Error(ErrorCode::unknown_unit, fmt::format("{} has no {}", unit, key)).because("its recipe has no such command").try_(fmt::format("add test: to the recipe of {}", unit));
}

int report(const std::string& unit, int code, World& world) {
  if (code == 0) {
    world.console().err(fmt::format("The tests of {} passed in {}.\n", unit, to_string(world.running_time())));
    return 0;
  }
  tell(Error(ErrorCode::test_failed, fmt::format("the tests of {} failed", unit)).because(fmt::format("exit code {}", code)), Sources{}, Format::text, world.console());
  return 1;
}

int run(const Arguments& arguments, World& world) {
  int code = 0;
  auto command = find_unit_command(arguments, world, code);
  if (!command) return code;
  const Session& session = *command->session;
  const auto& test = command->unit->recipe.test;
  const bool quick = arguments.has("--quick");
  if (!test || (quick && !test->quick)) return tell(no_tests(command->unit->name, quick ? "quick tests" : "tests"), session.recipes.sources, format_of(arguments), world.console());
  const auto program = program_of(*command, quick ? *test->quick : test->command, test->env, test->directory, arguments, world);
  return report(command->unit->name, run_in_terminal(program, world), world);
}

}  // namespace

Verb test_verb() {
  return {.name = "test",
          .group = VerbGroup::look,
          .summary = "Run a project's own tests in its environment",
          .description = "Words after -- are appended to the test command of the recipe. Ends with 0 if the tests passed, with 1 if not.",
          .positionals = {{"NAME", "The project; the workspace's own without it", 0, 1, Completes::units}},
          .options = {{"--quick", "", "", "The recipe's quick subset"}},
          .examples = {{"stackup test guestbook", "All tests."}, {"stackup test django -- admin_views", "Some of them, in the test program's own words."}},
          .run = run};
}

}  // namespace stackup
