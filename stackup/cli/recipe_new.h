#pragma once
// `stackup recipe new`: a recipe to start from, for something that has none.

#include "stackup/base/result.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

enum class StartingKind { service, project };

/// A recipe's text, commented, without a mistake or warning. `name` is a recipe's name.
[[nodiscard]] std::string starting_recipe(StartingKind kind, std::string_view name);

/// What was made, and the commands that come next.
struct MadeRecipe {
  struct Command {
    std::string words;
    std::string meaning;
  };
  std::string name;
  StartingKind kind = StartingKind::service;
  std::string file;  ///< as it is named in commands
  std::string text;
  std::vector<Command> next;
};
[[nodiscard]] MadeRecipe made_recipe(StartingKind kind, std::string name, const std::string& file);

[[nodiscard]] std::string recipe_new_text(const MadeRecipe& made, const Screen& screen);
/// {"v":1,"kind":"recipe_new","name":…,"starts_as":"service","file":…,"next":[…],"recipe":…}
[[nodiscard]] std::string recipe_new_json(const MadeRecipe& made);

[[nodiscard]] Verb recipe_new_verb();

}  // namespace stackup
