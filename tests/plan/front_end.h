#pragma once
// The whole front end in one call, for tests: texts in, a stack or errors out.

#include "stackup/base/render.h"
#include "stackup/plan/stack.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stackup::testing {

struct FrontEndInput {
  std::vector<std::pair<SourceText, RecipeOrigin>> texts;
  std::vector<std::string> settings;
  Selection selection;
  std::map<std::string, std::string> environment;
};

struct FrontEndResult {
  std::optional<Stack> stack;
  std::vector<Error> errors;
  Sources sources;

  [[nodiscard]] std::string rendered() const {
    std::string text;
    for (const auto& error : errors) text += (text.empty() ? "" : "\n") + render(error, sources);
    return text;
  }
};

inline FrontEndResult run_front_end(const FrontEndInput& input) {
  FrontEndResult result;
  Diagnostics diagnostics;
  Catalogue catalogue;
  for (const auto& [source, origin] : input.texts) {
    result.sources.add(source);
    catalogue.add(source, origin, origin == RecipeOrigin::built_in ? "" : "recipes", diagnostics);
  }
  result.sources.add(settings_source(input.settings));
  for (auto& setting : parse_settings(input.settings, diagnostics)) catalogue.set(std::move(setting));
  // Mistakes in a file do not keep the others from being checked.
  if (diagnostics.empty() || !input.selection.targets.empty()) result.stack = resolve(catalogue, input.selection, input.environment, diagnostics);
  result.errors = diagnostics.errors();
  return result;
}

}  // namespace stackup::testing
