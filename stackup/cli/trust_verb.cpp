#include "stackup/cli/all_verbs.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/root_phase.h"
#include "stackup/cli/trust.h"
#include "stackup/cli/world.h"
#include "stackup/ports/terminal.h"

#include <fmt/format.h>

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  if (const int code = give_up_root(arguments, world); code != 0) return code;
  auto place = existing_place(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format_of(arguments), world.console());
  int code = 0;
  const auto session = open_session(std::move(*place), {}, world, code);
  if (!session) return code;
  Console& console = world.console();
  if (!comes_from_elsewhere(session->place, world)) {
    console.err("This recipe is your own file; it needs no trust.\n");
    return 0;
  }
  if (is_trusted(session->recipes.workspace_text, world)) {
    console.err("This recipe is trusted already.\n");
    return 0;
  }
  Arguments asked = arguments;
  if (arguments.has("--yes")) asked.options["--trust"] = {""};
  bool remember = false;
  if (auto trusted = ask_for_trust(*session, asked, world, remember); !trusted) {
    Error unanswered(ErrorCode::needs_confirmation, "the commands were not accepted");
    unanswered.because("there is no terminal to ask at").try_("stackup trust -y accepts them without a question");
    return tell(world.terminal().can_ask() ? trusted.error() : unanswered, session->recipes.sources, format_of(arguments), console);
  }
  if (auto kept = remember_trust(session->recipes.workspace_text, session->place.workspace.string(), world); !kept)
    return tell(kept.error(), session->recipes.sources, format_of(arguments), console);
  console.err("Accepted. If the recipe changes you will be asked again.\n");
  return 0;
}

}  // namespace

Verb trust_verb() {
  return {.name = "trust",
          .group = VerbGroup::recipes,
          .summary = "Look at the commands of a fetched recipe and accept them",
          .description = "A recipe that came with a repository runs commands with your rights, so it is shown and accepted once. What is remembered is its digest: a changed "
                         "recipe asks again. A file of your own never asks.",
          .positionals = {{"NAME", "The workspace, where it is not the present one", 0, 1}},
          .options = {{"--yes", "-y", "", "Accept without a question; for scripts"}},
          .examples = {{"stackup trust", "In a clone, before its first `stackup up`."}},
          .run = run};
}

}  // namespace stackup
