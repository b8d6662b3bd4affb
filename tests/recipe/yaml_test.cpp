#include "stackup/recipe/node.h"

#include "stackup/recipe/node_writer.h"

#include <random>

#include <gtest/gtest.h>

namespace stackup {
namespace {

struct Read {
  std::optional<Node> node;
  std::vector<Error> errors;
};

Read read(const std::string& text) {
  Diagnostics diagnostics;
  auto node = parse_yaml({"r.yaml", text}, diagnostics);
  return {std::move(node), diagnostics.errors()};
}

Node good(const std::string& text) { return read(text).node.value(); }

TEST(ParseYaml, KeepsKindsAndOrder) {
  EXPECT_EQ(to_json(good("b: 1\na: [x, 'y', null, {c: \"2\"}]\n")), R"({"b":1,"a":["x","y",null,{"c":"2"}]})");
}

TEST(ParseYaml, TellsQuotedFromPlainScalars) {
  const auto node = good("a: 8080\nb: '8080'\nc: |\n  8080\n");
  EXPECT_FALSE(node.find("a")->quoted);
  EXPECT_TRUE(node.find("b")->quoted);
  EXPECT_TRUE(node.find("c")->quoted);
}

TEST(ParseYaml, KnowsWhereEachValueStands) {
  const auto node = good("name: shop\nenv: {A: 'x y', B: &anchor z}\n");
  EXPECT_EQ(node.find("name")->span, (SourceSpan{"r.yaml", 1, 7, 4}));
  EXPECT_EQ(node.entries[1].key.span, (SourceSpan{"r.yaml", 2, 1, 3}));
  EXPECT_EQ(node.find("env")->find("A")->span, (SourceSpan{"r.yaml", 2, 10, 5}));
  EXPECT_EQ(node.find("env")->find("B")->span, (SourceSpan{"r.yaml", 2, 28, 1}));
}

TEST(ParseYaml, PointsAtTheKeyOfAnEmptyValue) {
  EXPECT_EQ(good("env:\nrun: x\n").find("env")->span, (SourceSpan{"r.yaml", 1, 1, 3}));
}

TEST(ParseYaml, FindsDollarSignsInEveryStyleOfScalar) {
  const auto node = good("a: x${y}\nb: \"\\t${y}\"\nc: |\n    one\n    ${y}\nd: >\n  folded\n  ${y} $\n");
  EXPECT_EQ(node.find("a")->dollars, (std::vector<Position>{{1, 5}}));
  EXPECT_EQ(node.find("b")->dollars, (std::vector<Position>{{2, 7}}));
  EXPECT_EQ(node.find("c")->dollars, (std::vector<Position>{{5, 5}}));
  EXPECT_EQ(node.find("d")->dollars, (std::vector<Position>{{8, 3}, {8, 8}}));
}

TEST(ParseYaml, CopiesWhatAnAliasNames) { EXPECT_EQ(to_json(good("a: &x {k: [1]}\nb: *x\n")), R"({"a":{"k":[1]},"b":{"k":[1]}})"); }

TEST(ParseYaml, ReadsPastAByteOrderMark) { EXPECT_EQ(good("\xEF\xBB\xBF" "a: 1\n").entries[0].key.span, (SourceSpan{"r.yaml", 1, 1, 1})); }

TEST(ParseYaml, ReadsNothingAsNull) { EXPECT_TRUE(good("").is_null()); }

TEST(ParseYaml, ReportsAllMistakesThatAreNotSyntax) {
  std::vector<std::string> found;
  for (const auto& error : read("a: 1\na: 2\n<<: {b: 1}\nc: !x y\n[d]: 1\n").errors) found.push_back(to_string(error.code()) + " " + to_string(error.span()));
  EXPECT_EQ(found, (std::vector<std::string>{"SU0203 r.yaml:2:1", "SU0207 r.yaml:3:1", "SU0206 r.yaml:4:4", "SU0204 r.yaml:5:1"}));
}

TEST(ParseYaml, RefusesATextOfMoreThanOneMebibyte) {
  const auto result = read("a: " + std::string(1024 * 1024, 'x'));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code(), ErrorCode::limit_exceeded);
}

TEST(ParseYaml, RefusesAliasesThatRepeatTooMuchText) {
  std::string text = "a: &a '" + std::string(100'000, 'x') + "'\nb: [";
  for (int i = 0; i < 1000; ++i) text += "*a, ";
  const auto result = read(text + "]\n");
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code(), ErrorCode::limit_exceeded);
}

TEST(ParseYaml, RefusesNestingThatWouldExhaustTheStack) {
  const auto result = read(std::string(20'000, '['));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code(), ErrorCode::limit_exceeded);
}

TEST(ParseYaml, SurvivesAnyBytes) {
  std::mt19937 random(7);
  const std::string likely = "{}[]:,-?&*!|>'\"%@`#\n\t \\$ab0.~<=\x04\xff\xc3\xbf";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const auto length = random() % 60;
    for (std::size_t i = 0; i < length; ++i) text += random() % 4 == 0 ? static_cast<char>(random() % 256) : likely[random() % likely.size()];
    const auto result = read(text);
    EXPECT_EQ(result.node.has_value(), result.errors.empty()) << text;
  }
}

TEST(Merged, MergesMappingsAndReplacesEverythingElse) {
  const auto base = good("a: {x: 1, y: 2}\nb: [1, 2]\nc: 3\nd: 4\n");
  EXPECT_EQ(to_json(merged(base, good("a: {y: 5, z: 6}\nb: [7]\nc: null\ne: 8\n"))), R"({"a":{"x":1,"y":5,"z":6},"b":[7],"d":4,"e":8})");
}

TEST(Merged, KeepsANullThatDeletesNothingSoThatItCanBePointedAt) { EXPECT_EQ(to_json(merged(good("a: 1"), good("b: null"))), R"({"a":1,"b":null})"); }

TEST(Merged, KeepsTheOriginOfEachValue) {
  const auto result = merged(good("a: 1\nb: 2\n"), good("\n\n\nb: 3\n"));
  EXPECT_EQ(result.find("a")->span.line, 1);
  EXPECT_EQ(result.find("b")->span.line, 4);
}

}  // namespace
}  // namespace stackup
