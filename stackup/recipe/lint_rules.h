#pragma once
// The rules of lint.h by what they look at.

#include "stackup/recipe/codec.h"
#include "stackup/recipe/lint.h"

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// A command and what belongs to it, wherever in the recipe it stands.
struct PlacedCommand {
  FieldPlace place;
  const CommandTemplate* command = nullptr;
  const EnvironmentTemplate* env = nullptr;  ///< its own, beside the recipe's; may be null
};
[[nodiscard]] std::vector<PlacedCommand> commands_of(const Recipe& recipe, const FieldPlace& place);

/// Whether the text draws on the variable `name`, or on one that begins with it if it ends in a dot.
[[nodiscard]] bool refers_to(const Template& text, std::string_view name);
[[nodiscard]] bool any_refers_to(const std::vector<Template>& texts, std::string_view name);
/// Where `$NAME` or `${NAME}` stands in a script, from `start` on; npos: nowhere.
[[nodiscard]] std::size_t shell_variable(std::string_view script, std::string_view name, std::size_t start = 0);

// lint_promises.cpp: what every service has.
void lint_service(const Recipe& recipe, const FieldPlace& place);
void lint_processes(const Recipe& recipe, const FieldPlace& place);
void lint_offers(const Recipe& recipe, const FieldPlace& place);

// lint_commands.cpp: how commands are written.
void lint_commands(const Recipe& recipe, const FieldPlace& place);
void lint_environments(const Recipe& recipe, const FieldPlace& place);

// lint_data.cpp: steps that write data.
void lint_steps(const Recipe& recipe, const Node& document, const FieldPlace& place);

}  // namespace stackup
