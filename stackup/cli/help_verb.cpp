#include "stackup/base/text.h"
#include "stackup/cli/help.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/suggest.h"
#include "stackup/cli/verb_family.h"
#include "stackup/cli/world.h"

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  auto& console = world.console();
  if (arguments.words.empty()) {
    console.out(overview(all_verbs(), console.out_screen));
    return 0;
  }
  const auto name = join(arguments.words, " ");
  const auto* verb = find_verb(name);
  if (verb == nullptr && members_of(name, all_verbs()).empty()) return tell(unknown_command(name, all_verbs()), Sources{}, format_of(arguments), console);
  console.out(verb != nullptr ? verb_help(*verb, console.out_screen) : family_help(name, all_verbs(), console.out_screen));
  return 0;
}

}  // namespace

Verb help_verb() {
  return {.name = "help",
          .group = VerbGroup::other,
          .summary = "Show all commands, or one with its options and examples",
          .description = "",
          .positionals = {{"COMMAND", "The command to show", 0, 2, Completes::verbs}},
          .options = {},
          .examples = {{"stackup help up", "Everything about `stackup up`; the same as stackup up --help."}},
          .run = run};
}

}  // namespace stackup
