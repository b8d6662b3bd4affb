#include "stackup/cli/explain.h"

#include "tests/golden/golden.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Screen screen{{Colour::off, Glyphs::ascii}, {80, 24}};
const ErrorExamples examples = {
    {ErrorCode::unknown_recipe, "error[SU0302]: recipe 'shop' needs 'postgers'\n\n  try: did you mean 'postgres'?\n"}};

TEST(Explain, FindsACodeHoweverItIsWritten) {
  for (const auto* word : {"SU0302", "su0302", "0302", "302", "unknown_recipe"}) {
    const auto found = find_error(word);
    ASSERT_TRUE(found) << word;
    EXPECT_EQ(found->code, ErrorCode::unknown_recipe);
  }
}

TEST(Explain, SuggestsTheClosestCode) {
  const auto close_name = find_error("unknown_recip");
  ASSERT_FALSE(close_name);
  EXPECT_EQ(close_name.error().what(), "there is no error code 'unknown_recip'");
  EXPECT_EQ(close_name.error().tries().front(), "stackup explain unknown_recipe");
  EXPECT_THAT(find_error("SU0399").error().tries().front(), HasSubstr("stackup explain SU03"));
  for (const auto* word : {"", "SU", "SU99999999999999999999", "-1", "\x1b[31m"}) EXPECT_FALSE(find_error(word)) << word;
}

TEST(Explain, ShowsMeaningAndExample) {
  expect_golden("tests/golden/help/explain.expected", explain_text(*find_error("302"), examples, screen));
  EXPECT_THAT(explain_text(*find_error("604"), examples, screen), Not(HasSubstr("looks like")));
}

TEST(Explain, ListsEveryCode) {
  const auto list = error_list(screen);
  for (const auto& entry : error_catalogue()) EXPECT_THAT(list, HasSubstr(to_string(entry.code)));
}

TEST(Explain, TakesExamplesFromGoldenTexts) {
  const std::vector<EmbeddedFile> files = {
      {"b.expected", "error[SU0302]: first\n"}, {"c.expected", "error[SU0302]: second\n"}, {"d.expected", "nothing"}};
  EXPECT_EQ(error_examples(files), (ErrorExamples{{ErrorCode::unknown_recipe, "error[SU0302]: first\n"}}));
  EXPECT_FALSE(error_examples(embedded_error_examples()).empty());
}

TEST(Explain, IsJsonForPrograms) {
  const auto json = nlohmann::json::parse(errors_json(error_catalogue()));
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["errors"].size(), error_catalogue().size());
  EXPECT_EQ(json["errors"][0]["code"], "SU0101");
}

TEST(Explain, MakesTheDocumentationPage) { expect_golden("docs/errors.md", errors_markdown(error_examples(embedded_error_examples()))); }

}  // namespace
}  // namespace stackup::testing
