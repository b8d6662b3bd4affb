#include "stackup/recipe/words.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

struct Split {
  std::vector<std::string> words;
  std::vector<std::string> errors;
};

Split split_text(const std::string& text) {
  Diagnostics diagnostics;
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = text;
  node.span = {"r", 1, 1, 1};
  node.text_column = 1;
  Split result;
  for (const auto& word : split_words(node, FieldPlace(diagnostics, "shop"))) result.words.push_back(word.to_string());
  for (const auto& error : diagnostics.errors()) result.errors.push_back(to_string(error.span()) + " " + error.what());
  return result;
}

using Words = std::vector<std::string>;

TEST(SplitWords, SplitsAtSpacesAndLineEnds) { EXPECT_EQ(split_text(" npm  run\n\tstart ").words, (Words{"npm", "run", "start"})); }

TEST(SplitWords, KeepsQuotedPartsTogether) {
  EXPECT_EQ(split_text(R"(psql -tAc 'select 1' a"b c"d '' "x\"y\z")").words, (Words{"psql", "-tAc", "select 1", "ab cd", "", R"(x"y\z)"}));
}

TEST(SplitWords, TakesALetterAfterABackslashAsItIs) { EXPECT_EQ(split_text(R"(a\ b \| \${x})").words, (Words{"a b", "|", "$${x}"})); }

TEST(SplitWords, KeepsAVariableWhole) { EXPECT_EQ(split_text("a ${env.X:-b c|d} 'e${y}'").words, (Words{"a", "${env.X:-b c|d}", "e${y}"})); }

TEST(SplitWords, ReportsAnOpenQuote) { EXPECT_EQ(split_text("a 'b c").errors, (Words{"r:1:3 recipe 'shop' has a ' that is not closed"})); }

TEST(SplitWords, ReportsWhatOnlyAShellUnderstands) {
  const auto hint = [](const std::string& text) { return split_text(text).errors; };
  EXPECT_EQ(hint("a | b"), (Words{"r:1:3 recipe 'shop' has '|', which only a shell understands"}));
  EXPECT_EQ(hint("a && b; c"), (Words{"r:1:3 recipe 'shop' has '&&', which only a shell understands"}));
  EXPECT_EQ(hint("a >b"), (Words{"r:1:3 recipe 'shop' has '>', which only a shell understands"}));
  EXPECT_EQ(hint("rm *.o"), (Words{"r:1:4 recipe 'shop' has '*', which only a shell understands"}));
  EXPECT_EQ(hint("ls ~/x"), (Words{"r:1:4 recipe 'shop' has '~/', which only a shell understands"}));
  EXPECT_EQ(hint("A=1 b"), (Words{"r:1:1 recipe 'shop' has 'A=', which only a shell understands"}));
  EXPECT_EQ(hint("echo $(date)"), (Words{"r:1:6 recipe 'shop' has '$(', which only a shell understands"}));
  EXPECT_EQ(hint("echo `date`"), (Words{"r:1:6 recipe 'shop' has '`', which only a shell understands"}));
}

TEST(SplitWords, LeavesTheSameSignsAloneInQuotesAndOptions) {
  EXPECT_EQ(split_text("a '|' \"x > y\" --bind=* 'http://x/?a=1&b=2' nginx -g 'daemon off;' -e A=1").errors, Words{});
}

}  // namespace
}  // namespace stackup
