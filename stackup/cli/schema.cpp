#include "stackup/cli/schema.h"

#include "stackup/cli/world.h"
#include "stackup/recipe/reference.h"
#include "stackup/recipe/schema.h"

namespace stackup {
namespace {

int run(const Arguments& arguments, World& world) {
  world.console().out(arguments.has("--markdown") ? recipe_reference() : recipe_schema());
  return 0;
}

}  // namespace

Verb schema_verb() {
  return {.name = "schema",
          .group = VerbGroup::recipes,
          .summary = "Print the JSON Schema of recipes, for editors",
          .description = "With it an editor completes keys, explains them and marks mistakes while you type. Save it once, then begin a recipe with the line\n\n"
                         "# yaml-language-server: $schema=stackup.schema.json\n\n"
                         "which every editor with the YAML language server understands (VS Code, Vim, Emacs, Kate, …); the path is relative to the recipe. The schema "
                         "knows the keys and the types of their values; that names and variables have a meaning is what `stackup check` tells.",
          .positionals = {},
          .options = {{"--markdown", "", "", "All keys as a Markdown page for people (docs/reference.md)"}},
          .examples = {{"stackup schema > stackup.schema.json", "Save it beside your recipe."}, {"stackup check stackup.yaml", "What a schema can't tell."}},
          .run = run};
}

}  // namespace stackup
