#include "stackup/cli/parse.h"

#include "stackup/base/render.h"
#include "stackup/base/text.h"
#include "tests/cli/sample_verbs.h"
#include "tests/golden/golden.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

Result<Parsed> parsed(const Words& words) { return parse(words, sample_verbs(), Screen{}); }

ParsedCommand command(const Words& words) {
  const auto result = parsed(words);
  EXPECT_TRUE(result) << (result ? "" : result.error().what());
  const auto* found = result ? std::get_if<ParsedCommand>(&*result) : nullptr;
  EXPECT_NE(found, nullptr) << shell_quoted(words);
  return found ? *found : ParsedCommand{};
}

Error error(const Words& words) {
  const auto result = parsed(words);
  EXPECT_FALSE(result) << shell_quoted(words);
  return result ? Error(ErrorCode::bug, "no error") : result.error();
}

ExitRequest exit_request(const Words& words) {
  const auto result = parsed(words);
  EXPECT_TRUE(result && std::holds_alternative<ExitRequest>(*result)) << shell_quoted(words);
  return result && std::holds_alternative<ExitRequest>(*result) ? std::get<ExitRequest>(*result) : ExitRequest{};
}

TEST(Parse, TakesWordsOfAVerb) {
  const auto up = command({"up", "guestbook", "shop"});
  EXPECT_EQ(up.verb->name, "up");
  EXPECT_THAT(up.arguments.words, ElementsAre("guestbook", "shop"));
  EXPECT_TRUE(up.arguments.options.empty());
}

TEST(Parse, LetsOptionsStandAnywhere) {
  for (const Words& words : {Words{"up", "--pull", "shop", "-w", "/tmp/w"}, Words{"--workspace", "/tmp/w", "up", "shop", "--pull"},
                             Words{"-w", "/tmp/w", "--pull", "up", "shop"}, Words{"up", "shop", "--workspace=/tmp/w", "--pull"}}) {
    const auto up = command(words);
    EXPECT_THAT(up.arguments.words, ElementsAre("shop")) << shell_quoted(words);
    EXPECT_EQ(up.arguments.value("--workspace"), "/tmp/w");
    EXPECT_TRUE(up.arguments.has("--pull"));
  }
}

TEST(Parse, CollectsRepeatedOptionsInOrder) {
  const auto up = command({"up", "shop", "--set", "shop.a=1", "--set=shop.b=x=y", "--with", "redis", "--set", "shop.c=two words"});
  EXPECT_THAT(up.arguments.values("--set"), ElementsAre("shop.a=1", "shop.b=x=y", "shop.c=two words"));
  EXPECT_THAT(up.arguments.values("--with"), ElementsAre("redis"));
  EXPECT_THAT(up.arguments.words, ElementsAre("shop"));
}

TEST(Parse, DoesNotLetAnOptionTakeTheWordsAfterItsValue) {
  EXPECT_THAT(command({"up", "--with", "redis", "shop", "guestbook"}).arguments.words, ElementsAre("shop", "guestbook"));
}

TEST(Parse, KeepsAnEmptyValueForAFlag) {
  const auto arguments = command({"status", "--json", "-q"}).arguments;
  EXPECT_THAT(arguments.values("--json"), ElementsAre(""));
  EXPECT_TRUE(arguments.has("--quiet"));
  EXPECT_FALSE(arguments.has("--verbose"));
}

TEST(Parse, TakesShortFlagsTogetherAndValuesAttached) {
  const auto arguments = command({"logs", "web", "-fn20", "-qv"}).arguments;
  EXPECT_TRUE(arguments.has("--follow") && arguments.has("--quiet") && arguments.has("--verbose"));
  EXPECT_EQ(arguments.value("--lines"), "20");
}

TEST(Parse, PassesOnWhatFollowsTwoDashes) {
  const auto run = command({"run", "keystone", "--", "openstack", "--help", "--", "-x"});
  EXPECT_THAT(run.arguments.words, ElementsAre("keystone"));
  EXPECT_THAT(run.arguments.rest, ElementsAre("openstack", "--help", "--", "-x"));
}

TEST(Parse, KeepsWordsAsTheyAre) {
  EXPECT_THAT(command({"up", "", "a b", "ü", "$(x)"}).arguments.words, ElementsAre("", "a b", "ü", "$(x)"));
}

TEST(Parse, SuggestsTheVerbThatWasMeant) {
  const auto unknown = error({"statsu"});
  EXPECT_EQ(unknown.code(), ErrorCode::unknown_command);
  EXPECT_EQ(unknown.what(), "there is no command 'statsu'");
  EXPECT_THAT(unknown.tries(), ElementsAre("did you mean 'stackup status'?", "stackup --help, for all commands"));
  EXPECT_THAT(error({"ps"}).tries().front(), HasSubstr("stackup status"));
}

TEST(Parse, TakesAnUnknownVerbForARecipeThatSomeoneWantsToStart) {
  EXPECT_EQ(error({"guestbook"}).tries().front(), "stackup up guestbook, if 'guestbook' is the name of a recipe");
}

TEST(Parse, NeverSuggestsAnInternalVerb) {
  EXPECT_THAT(error({"_complete"}).tries(), ::testing::Not(::testing::Contains(HasSubstr("__complete"))));
}

TEST(Parse, SuggestsTheOptionThatWasMeant) {
  for (const auto* word : {"--pul", "-pull", "--pull-", "--pul=yes"}) {
    const auto unknown = error({"up", "shop", word});
    EXPECT_EQ(unknown.code(), ErrorCode::bad_usage);
    EXPECT_EQ(unknown.tries().front(), "did you mean '--pull'?") << word;
  }
  EXPECT_EQ(error({"up", "--worspace", "x"}).what(), "'stackup up' has no option '--worspace'");
}

TEST(Parse, NamesTheOptionThatLacksItsValue) {
  EXPECT_EQ(error({"up", "--workspace"}).what(), "'--workspace' needs a value: --workspace DIR");
  EXPECT_EQ(error({"logs", "web", "-n"}).what(), "'--lines' needs a value: --lines N");
}

TEST(Parse, RefusesAValueForAFlag) { EXPECT_EQ(error({"up", "--pull=yes"}).what(), "'--pull' takes no value"); }

TEST(Parse, CountsWords) {
  EXPECT_EQ(error({"logs"}).what(), "'stackup logs' needs NAME: Processes, units or UNIT/STEP");
  EXPECT_EQ(error({"status", "web"}).what(), "'stackup status' takes no further words; 'web' is too much");
  EXPECT_EQ(error({"explain", "1", "2"}).what(), "'stackup explain' takes at most 1 word; '2' is too much");
}

TEST(Parse, ShowsTheOverviewWithoutAVerb) {
  for (const Words& words : {Words{}, Words{"--help"}, Words{"-h"}, Words{"--json"}}) {
    const auto request = exit_request(words);
    EXPECT_EQ(request.code, 0);
    EXPECT_THAT(request.text, HasSubstr("stackup COMMAND"));
  }
}

TEST(Parse, ShowsAVerbsHelpWhateverElseIsThere) {
  for (const Words& words : {Words{"logs", "--help"}, Words{"--help", "logs"}, Words{"logs", "--bogus", "-h"}})
    EXPECT_THAT(exit_request(words).text, HasSubstr("stackup logs NAME... [OPTIONS]")) << shell_quoted(words);
}

TEST(Parse, LeavesHelpAfterTwoDashesToTheCommand) { EXPECT_EQ(command({"run", "web", "--", "ls", "--help"}).verb->name, "run"); }

TEST(Parse, ShowsTheVersion) {
  EXPECT_EQ(exit_request({"--version"}).text, "stackup " STACKUP_VERSION "\n");
  EXPECT_EQ(exit_request({"-V"}).text, "stackup " STACKUP_VERSION "\n");
}

TEST(Parse, RefusesUnknownOptionsBeforeAVerb) {
  EXPECT_EQ(error({"--verison"}).what(), "'stackup' has no option '--verison'");
  EXPECT_EQ(error({"--bogus", "up"}).what(), "'stackup up' has no option '--bogus'");
}

TEST(Parse, ShowsNoControlCharactersOfWhatWasTyped) {
  EXPECT_EQ(error({"up\x1b[31m"}).what(), "there is no command 'up[31m'");
  EXPECT_EQ(error({"up", "--x\x1b[31m"}).what(), "'stackup up' has no option '--x[31m'");
}

TEST(Parse, ExplainsWhatIsWrong) {
  expect_golden("tests/golden/errors/bad_usage.expected", render(error({"up", "shop", "--pul"}), Sources{}));
  expect_golden("tests/golden/errors/unknown_command.expected", render(error({"statsu"}), Sources{}));
}

TEST(Parse, TakesVerbsOfTwoWords) {
  for (const Words& words : {Words{"recipe", "new", "shop", "--kind", "project"}, Words{"--kind=project", "recipe", "new", "shop"},
                             Words{"recipe", "-w", "/tmp", "new", "--kind", "project", "shop"}}) {
    const auto made = command(words);
    EXPECT_EQ(made.verb->name, "recipe new") << shell_quoted(words);
    EXPECT_THAT(made.arguments.words, ElementsAre("shop"));
    EXPECT_EQ(made.arguments.value("--kind"), "project");
  }
  EXPECT_EQ(command({"recipe", "test", "new"}).verb->name, "recipe test");
}

TEST(Parse, ShowsHelpOfVerbsOfTwoWordsAndOfTheirFamily) {
  EXPECT_THAT(exit_request({"recipe", "new", "--help"}).text, HasSubstr("stackup recipe new NAME [OPTIONS]"));
  EXPECT_THAT(exit_request({"recipe", "--help"}).text, HasSubstr("stackup recipe new|test [OPTIONS]"));
  EXPECT_EQ(exit_request({"-h", "recipe"}).text, exit_request({"recipe", "--help"}).text);
}

TEST(Parse, SaysWhatCanFollowTheFirstOfTwoWords) {
  for (const Words& words : {Words{"recipe"}, Words{"recipe", "-w", "/tmp"}, Words{"recipe", "--", "new"}}) {
    const auto incomplete = error(words);
    EXPECT_EQ(incomplete.code(), ErrorCode::bad_usage);
    EXPECT_EQ(incomplete.what(), "'stackup recipe' lacks a word that says what to do: new or test");
    EXPECT_EQ(incomplete.notes().front().text, "usage: stackup recipe new NAME [OPTIONS]");
    EXPECT_THAT(incomplete.tries(), ElementsAre("stackup help recipe"));
  }
}

TEST(Parse, SuggestsTheSecondWordThatWasMeant) {
  const auto unknown = error({"recipe", "tset", "shop"});
  EXPECT_EQ(unknown.code(), ErrorCode::unknown_command);
  EXPECT_EQ(unknown.what(), "there is no command 'recipe tset'");
  EXPECT_THAT(unknown.tries(), ElementsAre("did you mean 'stackup recipe test'?", "stackup help recipe"));
  EXPECT_THAT(error({"recipe", "zebra"}).tries(), ElementsAre("stackup help recipe"));
  EXPECT_EQ(error({"recipe-new", "shop"}).tries().front(), "did you mean 'stackup recipe new'?");
  EXPECT_EQ(error({"recpe"}).tries().front(), "did you mean 'stackup recipe'?");
}

TEST(Parse, SurvivesAnyWords) {
  const Words alphabet = {"up",           "logs",   "--",      "recipe", "new",      "-",  "",  "-w",    "--workspace",
                          "--workspace=", "--json", "--json=", "-n", "x", "--set", "=",
                          "---",          "-=",     "--=",     "/x", "{", "[",     "%%"};
  unsigned seed = 1;
  for (int round = 0; round < 2000; ++round) {
    Words words;
    for (int i = 0; i < 5; ++i) {
      seed = seed * 1664525 + 1013904223;
      words.push_back(alphabet[(seed >> 16) % alphabet.size()]);
    }
    const auto result = parsed(words);
    EXPECT_TRUE(result || !result.error().tries().empty()) << shell_quoted(words);
  }
}

}  // namespace
}  // namespace stackup::testing
