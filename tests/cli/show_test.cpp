#include "stackup/cli/show.h"

#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::string_view queue = R"(schema: 1
name: queue
summary: a queue
run: queued
offers:
  default: {env: {QUEUE_URL: "${export.url}"}, exports: {url: "queue://${host}"}}
  topic:
    summary: a topic of one's own
    parameters: {name: identifier, size: integer, kind: {choice: [fast, safe], default: safe, summary: how much it cares}}
    exports: {path: /x}
    env: {TOPIC: "${param.name}"}
    create: {run: mk}
)";

Recipe recipe() {
  Diagnostics none;
  const auto document = parse_yaml({"queue.yaml", std::string(queue)}, none);
  return decode_recipe(*document, none).value_or(Recipe{});
}

const Screen plain{{Colour::off, Glyphs::ascii}, {120, 24}};

TEST(Show, ListsOffersWithHowToAskAndWhatOneGets) {
  EXPECT_EQ(offers_text(recipe(), plain),
            "queue\n"
            "  ask for it              needs: [queue]\n"
            "  exports      url        ${need.ALIAS.url}\n"
            "  environment  QUEUE_URL  ${export.url}\n"
            "\n"
            "queue.topic: a topic of one's own\n"
            "  ask for it          needs: [{queue.topic: {size: …}}]\n"
            "  parameters   name   identifier, the dependant's name if not given\n"
            "               size   integer, required\n"
            "               kind   fast or safe, safe if not given: how much it cares\n"
            "  exports      path   ${need.ALIAS.path}\n"
            "  environment  TOPIC  ${param.name}\n");
}

TEST(Show, WritesOffersAsJson) {
  EXPECT_THAT(offers_json(recipe()), AllOf(HasSubstr(R"({"v":1,"kind":"offers","name":"queue","offers":[{"name":"default")"),
                                           HasSubstr(R"({"name":"kind","type":"fast or safe","default":"safe","summary":"how much it cares"})")));
}

TEST(Show, DimsWhereValuesComeFrom) {
  Diagnostics none;
  const auto document = parse_yaml({"a.yaml", "name: shop"}, none);
  EXPECT_EQ(show_text(*document, plain), "name: shop  # a.yaml:1\n");
  EXPECT_EQ(show_text(*document, {{Colour::on, Glyphs::ascii}, {80, 24}}), "name: shop\x1b[2m  # a.yaml:1\x1b[0m\n");
}

TEST(Show, ShowsTheRecipeWithOverridesAndSettings) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nneeds: [redis]\nrun: serve\noverrides:\n  redis:\n    ports: {redis: 7000}\n");
  const auto overridden = testing::run_in(show_verb(), directory, {.words = {"redis"}});
  EXPECT_EQ(overridden.code, 0) << overridden.err;
  EXPECT_THAT(overridden.out, HasSubstr("  redis: 7000"));
  EXPECT_THAT(overridden.out, HasSubstr("stackup.yaml:8\n"));
  const auto set = testing::run_in(show_verb(), directory, {.words = {"redis"}, .rest = {}, .options = {{"--set", {"redis.ports.redis=7001"}}, {"--json", {""}}}});
  EXPECT_THAT(set.out, HasSubstr(R"("ports":{"redis":{"value":7001,"file":"--set","line":1}})"));
}

TEST(Show, TakesTheWorkspacesOwnRecipeWithoutAName) {
  const testing::TemporaryDirectory directory;
  EXPECT_EQ(testing::run_in(show_verb(), directory).code, 2);
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nrun: serve\n");
  EXPECT_THAT(testing::run_in(show_verb(), directory).out, HasSubstr("name: shop"));
}

TEST(Show, SuggestsTheClosestName) {
  const testing::TemporaryDirectory directory;
  const auto said = testing::run_in(show_verb(), directory, {.words = {"redi"}});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, AllOf(HasSubstr("SU0103"), HasSubstr("did you mean 'redis'?")));
}

TEST(Show, TellsWhatIsWrongWithWhatItShows) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "schema: 1\nname: shop\nsummary: my shop\nrunn: serve\n");
  const auto said = testing::run_in(show_verb(), directory);
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.out, HasSubstr("runn: serve"));
  EXPECT_THAT(said.err, HasSubstr("SU0202"));
}

}  // namespace
}  // namespace stackup
