#include "stackup/recipe/reference.h"

#include "stackup/recipe/sections.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

TEST(Reference, IsTheDocumentationPage) { expect_golden("docs/reference.md", recipe_reference()); }

TEST(Reference, TellsWhatAValueMayBe) {
  EXPECT_EQ(shape_markdown(boolean().shape), "`true` or `false`");
  EXPECT_EQ(shape_markdown(port_number().shape), "a number from 1 to 65535");
  EXPECT_EQ(shape_markdown(schema_version().shape), "`1`");
  EXPECT_EQ(shape_markdown(choice({"a", "b|c"}).shape), "`a`, `b\\|c`");
  EXPECT_EQ(shape_markdown(environment().shape), "variable → text");
  EXPECT_EQ(shape_markdown(map_of(any_text(), one_or_more(text())).shape), "text → (text or list of text)");
  EXPECT_EQ(shape_markdown(one_or_more(text()).shape), "text or list of text");
  EXPECT_EQ(shape_markdown(name(recipe_names()).shape), "recipe name");
  EXPECT_EQ(shape_markdown(tcp_probe().shape), "name or [tcp probe](#tcp-probe)");
}

TEST(Reference, HasEachRecordOnce) {
  const auto page = recipe_reference();
  for (const auto* name : {"recipe", "step", "offer", "trial of an offer", "smoke check", "known failure"}) {
    const auto heading = std::string("\n## ") + name + "\n";
    const auto first = page.find(heading);
    EXPECT_NE(first, std::string::npos) << name;
    EXPECT_EQ(page.find(heading, first + 1), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace stackup::testing
