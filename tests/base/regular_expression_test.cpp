#include "stackup/base/regular_expression.h"

#include <random>
#include <regex>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

bool finds(const std::string& pattern, const std::string& text) {
  const RegularExpression expression(pattern);
  EXPECT_EQ(expression.mistake(), "") << pattern;
  return expression.is_found_in(text);
}

std::string mistake_of(const std::string& pattern) { return RegularExpression(pattern).mistake(); }

TEST(RegularExpression, IsFoundAnywhereUnlessAnchored) {
  EXPECT_TRUE(finds("ready", "it is ready now"));
  EXPECT_FALSE(finds("^ready", "it is ready now"));
  EXPECT_FALSE(finds("ready$", "it is ready now"));
  EXPECT_TRUE(finds("^v[0-9]+$", "v12"));
  EXPECT_TRUE(finds("", ""));
  EXPECT_TRUE(finds("^$", ""));
  EXPECT_FALSE(finds("^$", "x"));
}

TEST(RegularExpression, KnowsTheClassesOfLetters) {
  EXPECT_TRUE(finds(R"(^\d\D\w\W\s\S$)", "1a_- x"));
  EXPECT_TRUE(finds("^[[:alpha:]_][^[:space:]]$", "_x"));
  EXPECT_TRUE(finds(R"(^[\d.-]+$)", "1.5-2"));
  EXPECT_TRUE(finds("^[a-]$", "-"));
  EXPECT_TRUE(finds(R"(^\x41\u0042\t\.\/$)", "AB\t./"));
  EXPECT_FALSE(finds("^.$", "\n"));
  EXPECT_TRUE(finds("^..$", "é")) << "letters are bytes";
  EXPECT_TRUE(finds(R"(^[\]]$)", "]"));
}

TEST(RegularExpression, KnowsTheBoundariesOfWords) {
  EXPECT_TRUE(finds(R"(\bready\b)", "not ready."));
  EXPECT_FALSE(finds(R"(\bready\b)", "already"));
  EXPECT_TRUE(finds(R"(\Bready)", "already"));
}

TEST(RegularExpression, RepeatsAsOftenAsItIsTold) {
  EXPECT_TRUE(finds("^a{3}$", "aaa"));
  EXPECT_FALSE(finds("^a{3}$", "aa"));
  EXPECT_TRUE(finds("^(ab|c){2,3}?$", "abcab"));
  EXPECT_FALSE(finds("^(ab|c){2,3}$", "abcabc"));
  EXPECT_TRUE(finds("^a{2,}$", "aaaaa"));
  EXPECT_TRUE(finds("^(a*)*b?$", "aaaa"));
}

TEST(RegularExpression, FitsFromTheFirstToTheLastLetter) {
  EXPECT_TRUE(RegularExpression("a|ab").fits("ab"));
  EXPECT_FALSE(RegularExpression("a").fits("ab"));
  EXPECT_FALSE(RegularExpression("b").fits("ab"));
}

TEST(RegularExpression, SaysWhatIsWrong) {
  EXPECT_EQ(mistake_of("(a"), "a '(' is not closed");
  EXPECT_EQ(mistake_of("a)"), "a ')' closes nothing");
  EXPECT_EQ(mistake_of("[a"), "a '[' is not closed");
  EXPECT_EQ(mistake_of(R"([a\])"), "a '[' is not closed");
  EXPECT_EQ(mistake_of("[z-a]"), "a range of letters goes backwards");
  EXPECT_EQ(mistake_of("[[:nonsense:]]"), "there is no class of letters of that name");
  EXPECT_EQ(mistake_of("*a"), "there is nothing before '*' that could be repeated");
  EXPECT_EQ(mistake_of("a**"), "there is nothing before '*' that could be repeated");
  EXPECT_EQ(mistake_of("a{x}"), "a '{' is not followed by how often: {3}, {3,} or {3,5}");
  EXPECT_EQ(mistake_of("a{3,1}"), "a count goes backwards");
  EXPECT_EQ(mistake_of("a\\"), "it ends with a '\\'");
  EXPECT_EQ(mistake_of(R"(\xZZ)"), "2 hexadecimal digits of one byte are expected after '\\x'");
  EXPECT_EQ(mistake_of(R"(\u20AC)"), "4 hexadecimal digits of one byte are expected after '\\u'");
  EXPECT_EQ(mistake_of(R"(\y)"), "'\\y' has no meaning");
  EXPECT_EQ(mistake_of("(?=a)"), "looking ahead or back is not supported");
  EXPECT_EQ(mistake_of(R"((a)\1)"), "references to groups are not supported");
  EXPECT_EQ(mistake_of(std::string(1001, 'a')), "it is longer than 1000 letters");
  EXPECT_EQ(mistake_of("((a{80}){80}){80}"), "it stands for too many states");
  EXPECT_EQ(mistake_of(std::string(200, '(') + std::string(200, ')')), "its groups are nested too deep");
  EXPECT_FALSE(RegularExpression("(a").is_found_in("(a"));
}

// std::regex ends the process with either of these.
TEST(RegularExpression, NeedsNoStackForALongText) { EXPECT_FALSE(finds("^(a|b)*c$", std::string(1 << 20, 'a'))); }

TEST(RegularExpression, NeedsNoExponentialTime) {
  EXPECT_FALSE(finds("^(a+)+$", std::string(5000, 'a') + "b"));
  EXPECT_FALSE(finds("(x+x+)+y", std::string(5000, 'x')));
}

class RandomPattern {
 public:
  explicit RandomPattern(unsigned seed) : random_(seed) {}

  std::string pattern(int depth = 0) {
    std::string all = one_of({"", "", "^"});
    for (auto parts = 1 + random_() % 3; parts > 0; --parts) all += atom(depth) + one_of({"", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"});
    all += one_of({"", "", "", "$"});
    return depth < 2 && random_() % 4 == 0 ? all + "|" + pattern(depth + 1) : all;
  }
  std::string text() {
    std::string all;
    for (auto length = random_() % 8; length > 0; --length) all += one_of({"a", "b", "c", "_", " ", "1"});
    return all;
  }

 private:
  std::string one_of(const std::vector<std::string>& choices) { return choices[random_() % choices.size()]; }
  std::string atom(int depth) {
    if (depth < 3 && random_() % 3 == 0) return one_of({"(", "(?:"}) + pattern(depth + 1) + ")";
    return one_of({"a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", "\\w", "\\d", "\\s", "[\\d_]"});
  }

  std::mt19937 random_;
};

TEST(RegularExpression, AnswersAsTheStandardLibraryDoes) {
  for (unsigned seed = 0; seed < 700; ++seed) {
    RandomPattern random(seed);
    const auto pattern = random.pattern();
    const std::regex standard(pattern);
    const RegularExpression ours(pattern);
    ASSERT_EQ(ours.mistake(), "") << pattern;
    for (int i = 0; i < 10; ++i) {
      const auto text = random.text();
      ASSERT_EQ(ours.is_found_in(text), std::regex_search(text, standard)) << pattern << " in '" << text << "'";
      ASSERT_EQ(ours.fits(text), std::regex_match(text, standard)) << pattern << " for '" << text << "'";
    }
  }
}

}  // namespace
}  // namespace stackup::testing
