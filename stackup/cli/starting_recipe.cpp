// The texts of `stackup recipe new`: starting_recipes/*.yaml with the name put in.
#include "stackup/base/embedded.h"
#include "stackup/cli/recipe_new.h"

#include <algorithm>
#include <span>
#include <utility>

namespace stackup {

std::span<const EmbeddedFile> embedded_starting_recipes();

namespace {

/// The name with underscores, as it can stand in variables and modules.
std::string with_underscores(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '-', '_');
  return text;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

}  // namespace

std::string starting_recipe(StartingKind kind, std::string_view name) {
  const std::string_view file = kind == StartingKind::service ? "/service.yaml" : "/project.yaml";
  const auto files = embedded_starting_recipes();
  std::string text(std::ranges::find_if(files, [&](const EmbeddedFile& each) { return each.name.ends_with(file); })->text);
  replace_all(text, "@name@", name);
  replace_all(text, "@module@", with_underscores(name));
  replace_all(text, "@NAME@", upper(with_underscores(name)));
  return text;
}

}  // namespace stackup
