#pragma once
// `stackup show NAME`: a recipe as stackup sees it, each value with the file and line it comes from; and what it offers.

#include "stackup/cli/verb.h"
#include "stackup/recipe/recipe.h"
#include "stackup/ui/screen.h"

#include <string>

namespace stackup {

/// A merged document as YAML; where values come from is dimmed.
[[nodiscard]] std::string show_text(const Node& document, const Screen& screen);
/// {"v":1,"kind":"recipe","name":…,"recipe":{KEY:{"value":…,"file":…,"line":…}}}
[[nodiscard]] std::string show_json(const std::string& name, const Node& document);

/// What others can claim of the recipe: how to ask for it, the parameters, what they get.
[[nodiscard]] std::string offers_text(const Recipe& recipe, const Screen& screen);
/// {"v":1,"kind":"offers","name":…,"offers":[{"name":…,"summary":…,"parameters":[…],"exports":[…],"env":{…}}]}
[[nodiscard]] std::string offers_json(const Recipe& recipe);
/// How a parameter is described: its type, or its choices.
[[nodiscard]] std::string type_text(const ParameterSpec& parameter);

[[nodiscard]] Verb show_verb();

}  // namespace stackup
