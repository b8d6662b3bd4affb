#include "stackup/recipe/template.h"

#include "stackup/recipe/node.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

struct Parsed {
  Template text;
  std::vector<std::string> errors;
};

Parsed parse(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto node = parse_yaml({"t", yaml}, diagnostics).value();
  Parsed parsed{parse_template(node, diagnostics), {}};
  for (const auto& error : diagnostics.errors()) parsed.errors.push_back(to_string(error.code()) + " " + to_string(error.span()) + " " + error.what());
  return parsed;
}

using Errors = std::vector<std::string>;

TEST(ParseTemplate, SplitsTextAtVariables) {
  const auto parsed = parse("http://${host}:${port.web}/x");
  const std::vector<std::variant<std::string, Reference>> parts = {
      "http://", Reference{"host", std::nullopt, {"t", 1, 8, 7}}, ":", Reference{"port.web", std::nullopt, {"t", 1, 16, 11}}, "/x"};
  EXPECT_EQ(parsed.text.parts, parts);
  EXPECT_EQ(parsed.errors, Errors{});
}

TEST(ParseTemplate, KeepsADefaultWithTheVariable) {
  const std::vector<Reference> expected = {{"env.X", "a:b c", {"t", 1, 2, 15}}};
  EXPECT_EQ(parse("'${env.X:-a:b c}'").text.references(), expected);
}

TEST(ParseTemplate, TakesDoubledDollarsAndThoseBeforeOtherSignsAsText) { EXPECT_EQ(parse("$$a $$${name} ^x$ $1 ($)").text.to_string(), "$$a $$${name} ^x$$ $$1 ($$)"); }

TEST(ParseTemplate, PointsIntoBlockScalars) {
  EXPECT_EQ(parse("|\n  one\n  two ${a.b}\n").text.references(), (std::vector<Reference>{{"a.b", std::nullopt, {"t", 3, 7, 6}}}));
}

TEST(ParseTemplate, ReportsVariablesThatAreWrittenWrongly) {
  EXPECT_EQ(parse("'${a'").errors, Errors{"SU0208 t:1:2 '${a' is not closed"});
  EXPECT_EQ(parse("${}").errors, Errors{"SU0208 t:1:1 '${}' is not a variable"});
  EXPECT_EQ(parse("${a b}").errors, Errors{"SU0208 t:1:1 '${a b}' is not a variable"});
  EXPECT_EQ(parse("x $HOME").errors, Errors{"SU0208 t:1:3 '$HOME' is neither a variable nor a dollar sign"});
}

TEST(Template, IsLiteralOnlyWithoutVariables) {
  EXPECT_EQ(parse("a$$b").text.literal(), "a$b");
  EXPECT_EQ(parse("a${b}").text.literal(), std::nullopt);
  EXPECT_EQ(Template{}.literal(), "");
}

TEST(Template, ReadsBackAsItWasWritten) {
  for (const std::string text : {"plain", "${a}", "x ${env.A:-b} $$ y", "$${not}"}) EXPECT_EQ(parse("'" + text + "'").text.to_string(), text);
}

}  // namespace
}  // namespace stackup
