#include "stackup/cli/verb.h"

#include "stackup/base/text.h"
#include "stackup/cli/help.h"
#include "stackup/cli/parse.h"
#include "stackup/cli/verb_family.h"

#include <gmock/gmock.h>

#include <set>

// What must hold for every verb of stackup's own table.
namespace stackup {
namespace {

using ::testing::ElementsAre;

TEST(Arguments, GiveTheLastValueOrAll) {
  const Arguments arguments{{}, {}, {{"--set", {"a=1", "b=2"}}, {"--json", {""}}}};
  EXPECT_EQ(arguments.value("--set"), "b=2");
  EXPECT_THAT(arguments.values("--set"), ElementsAre("a=1", "b=2"));
  EXPECT_EQ(arguments.value("--json"), "");
  EXPECT_TRUE(arguments.has("--json"));
  EXPECT_FALSE(arguments.has("--with"));
  EXPECT_EQ(arguments.value("--with"), "");
  EXPECT_TRUE(arguments.values("--with").empty());
}

TEST(AllVerbs, AreFoundByTheirNames) {
  for (const auto& verb : all_verbs()) EXPECT_EQ(find_verb(verb.name), &verb);
  EXPECT_EQ(find_verb("no-such-verb"), nullptr);
}

TEST(AllVerbs, AreOneWordOrTwoAndNeverTheFirstOfTwo) {
  for (const auto& verb : all_verbs()) {
    EXPECT_LE(split(verb.name, ' ').size(), 2U) << verb.name;
    EXPECT_TRUE(members_of(verb.name, all_verbs()).empty()) << verb.name;
  }
}

TEST(AllVerbs, SayWhatTheyDoInOneLine) {
  std::set<std::string_view> names;
  for (const auto& verb : all_verbs()) {
    EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
    EXPECT_NE(verb.run, nullptr) << verb.name;
    EXPECT_FALSE(verb.summary.empty()) << verb.name;
    EXPECT_LE(verb.summary.size(), 80u) << verb.name;
    EXPECT_NE(verb.summary.back(), '.') << verb.name;
    EXPECT_TRUE(verb.group == VerbGroup::internal || !verb.examples.empty()) << verb.name;
  }
}

TEST(AllVerbs, NameTheirOptionsOnce) {
  for (const auto& verb : all_verbs()) {
    std::set<std::string_view> names;
    for (const auto& option : all_options(verb)) {
      EXPECT_TRUE(option.name.starts_with("--") && option.name.size() > 2) << verb.name << " " << option.name;
      EXPECT_TRUE(names.insert(option.name).second) << verb.name << " " << option.name;
      EXPECT_TRUE(option.short_name.empty() || (option.short_name.size() == 2 && names.insert(option.short_name).second))
          << verb.name << " " << option.short_name;
      EXPECT_FALSE(option.help.empty()) << verb.name << " " << option.name;
    }
  }
}

/// The words of "stackup up shop --yes"; nothing for an example that needs a shell.
std::vector<std::string> words_of_example(std::string_view command) {
  if (!command.starts_with("stackup ") || command.find_first_of("$\"'|>(;&") != std::string_view::npos) return {};
  auto words = split(command, ' ');
  words.erase(words.begin());
  return words;
}

TEST(AllVerbs, HaveExamplesThatCanBeTyped) {
  for (const auto& verb : all_verbs()) {
    for (const auto& example : verb.examples) {
      const auto words = words_of_example(example.command);
      if (words.empty()) continue;
      const auto parsed = parse(words, all_verbs(), Screen{});
      EXPECT_TRUE(parsed) << example.command << ": " << (parsed ? "" : parsed.error().what());
    }
  }
}

}  // namespace
}  // namespace stackup
