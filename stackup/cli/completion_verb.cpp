#include "stackup/cli/completion.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  auto& console = world.console();
  const auto shell = shell_of(arguments.words.front());
  if (!shell) return tell(shell.error(), Sources{}, format_of(arguments), console);
  console.out(completion_script(*shell, all_verbs()));
  return 0;
}

}  // namespace

Verb completion_verb() {
  return {.name = "completion",
          .group = VerbGroup::other,
          .summary = "Print a script that lets your shell complete commands, options and names",
          .description = "The script asks stackup for the names of recipes, units and processes while you type.",
          .positionals = {{"SHELL", "bash, zsh or fish", 1, 1, Completes::shells}},
          .options = {},
          .examples = {{"eval \"$(stackup completion bash)\"", "For this bash; put the line into ~/.bashrc for every one."},
                       {"stackup completion zsh > ~/.zsh/completions/_stackup", "For zsh, into a directory of $fpath."},
                       {"stackup completion fish > ~/.config/fish/completions/stackup.fish", "For fish."}},
          .run = run};
}

}  // namespace stackup
