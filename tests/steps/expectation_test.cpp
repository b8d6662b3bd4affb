#include "stackup/steps/expectation.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Kind = Expectation::Kind;

TEST(Mismatch, AnythingFits) {
  EXPECT_EQ(mismatch({}, ""), std::nullopt);
  EXPECT_EQ(mismatch({}, "whatever"), std::nullopt);
}

TEST(Mismatch, ASubstringMayBeAnywhere) {
  EXPECT_EQ(mismatch({Kind::substring, "pong"}, "a pong!"), std::nullopt);
  EXPECT_EQ(mismatch({Kind::substring, "pong"}, "ping"), "expected something with 'pong', got 'ping'");
}

TEST(Mismatch, ExactDoesNotCountSpaceAround) {
  EXPECT_EQ(mismatch({Kind::exact, "42"}, " 42\n"), std::nullopt);
  EXPECT_EQ(mismatch({Kind::exact, "42"}, "421"), "expected exactly '42', got '421'");
}

TEST(Mismatch, AMatchIsSearchedFor) {
  EXPECT_EQ(mismatch({Kind::match, "^v[0-9]+$"}, "v12"), std::nullopt);
  EXPECT_EQ(mismatch({Kind::match, "^v[0-9]+$"}, "version"), "expected a match of '^v[0-9]+$', got 'version'");
}

TEST(Mismatch, JsonMayHoldMore) {
  const Expectation wanted{Kind::json, R"({"status":"ok","list":[2,{"a":1}]})"};
  EXPECT_EQ(mismatch(wanted, R"({"status":"ok","more":1,"list":[1,2,{"a":1,"b":2}]})"), std::nullopt);
  EXPECT_EQ(mismatch(wanted, R"({"status":"ok","list":[2]})"), R"(expected JSON with '{"status":"ok","list":[2,{"a":1}]}', got '{"status":"ok","list":[2]}')");
  EXPECT_NE(mismatch(wanted, R"({"status":"bad","list":[2,{"a":1}]})"), std::nullopt);
  EXPECT_NE(mismatch(wanted, "no json"), std::nullopt);
}

TEST(Mismatch, AnAnswerThatIsAllBracketsFitsNoJson) {
  EXPECT_NE(mismatch({Kind::json, "[]"}, std::string(1 << 20, '[')), std::nullopt);
  EXPECT_NE(mismatch({Kind::json, "[[]]"}, std::string(100'000, '[') + std::string(100'000, ']')), std::nullopt);
}

TEST(Mismatch, AnAnswerOfAnyLengthMayBeMatched) {
  const std::string page = std::string(1 << 20, 'a');
  EXPECT_NE(mismatch({Kind::match, "(a|b)*c"}, page), std::nullopt);
  EXPECT_EQ(mismatch({Kind::match, "(a|b)*c"}, page + "c"), std::nullopt);
  EXPECT_NE(mismatch({Kind::match, "(a+)+$"}, page + "!"), std::nullopt);
}

TEST(Mismatch, NoAnswerIsCalledNothing) { EXPECT_EQ(mismatch({Kind::substring, "x"}, " \n"), "expected something with 'x', got nothing"); }

TEST(Mismatch, ALongAnswerIsCutAndMadePrintable) {
  const auto text = mismatch({Kind::substring, "x"}, "\x1b[2J" + std::string(1000, 'a'));
  ASSERT_TRUE(text.has_value());
  EXPECT_LT(text->size(), 300U);
  EXPECT_EQ(text->find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace stackup::testing
