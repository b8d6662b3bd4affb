#include "stackup/recipe/node_writer.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

Node read(const std::string& text) {
  Diagnostics diagnostics;
  return parse_yaml({"r", text}, diagnostics).value();
}

TEST(ToJson, KeepsPlainNumbersAndWordsAndQuotesTheRest) {
  EXPECT_EQ(to_json(read("[1, -2.5e3, 007, 1.2.3, true, 'true', null, yes, \"a\\tb\\u0001\"]")), R"([1,-2.5e3,"007","1.2.3",true,"true",null,"yes","a\tb\u0001"])");
}

TEST(ToPrettyJson, IndentsByTwo) { EXPECT_EQ(to_pretty_json(read("{a: [1], b: {}}")), "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n"); }

TEST(ToYaml, ReadsBackAsTheSameValues) {
  for (const char* text : {"{a: 1, b: 'true', c: '', d: [x, {y: z}], e: {}, f: [], g: 'a: b', h: '- x', i: \"l1\\nl2\", j: ' x', k: null, l: '1', m: '#', n: 'x #y'}"}) {
    const auto node = read(text);
    EXPECT_EQ(to_json(read(to_yaml(node))), to_json(node)) << to_yaml(node);
  }
}

TEST(YamlScalar, QuotesWhatWouldReadAsSomethingElse) {
  EXPECT_EQ(yaml_scalar(read("'8080'")), "\"8080\"");
  EXPECT_EQ(yaml_scalar(read("8080")), "8080");
  EXPECT_EQ(yaml_scalar(read("'no'")), "\"no\"");
  EXPECT_EQ(yaml_scalar(read("'npm start'")), "npm start");
  EXPECT_EQ(yaml_scalar(read("'*x'")), "\"*x\"");
}

}  // namespace
}  // namespace stackup
