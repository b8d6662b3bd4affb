#include "front_end.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

/// services/*.yaml and recipes/*.yaml of this repository.
std::vector<std::pair<SourceText, RecipeOrigin>> built_in_texts() {
  std::vector<std::pair<SourceText, RecipeOrigin>> texts;
  const std::filesystem::path root = STACKUP_SOURCE_DIR;
  for (const char* folder : {"services", "recipes"}) {
    if (!std::filesystem::is_directory(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream text;
      text << file.rdbuf();
      texts.push_back({{entry.path().lexically_relative(root).string(), text.str()}, RecipeOrigin::built_in});
    }
  }
  std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.first.file < b.first.file; });
  return texts;
}

TEST(BuiltInRecipes, AllResolve) {
  FrontEndInput input;
  input.texts = built_in_texts();
  Diagnostics diagnostics;
  Catalogue catalogue;
  for (const auto& [source, origin] : input.texts) catalogue.add(source, origin, "", diagnostics);
  for (const auto& name : catalogue.names()) {
    const auto* abstract = catalogue.find(name)->document.find("abstract");
    if (abstract != nullptr && abstract->scalar == "true") continue;
    input.selection.targets = {name};
    EXPECT_EQ(run_front_end(input).rendered(), "") << name;
  }
}

}  // namespace
}  // namespace stackup::testing
