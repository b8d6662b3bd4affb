#include "stackup/rig/card.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

using std::chrono::milliseconds;

constexpr Screen screen{{Colour::off, Glyphs::unicode}, {100, 24}};

Card card() {
  Card card;
  card.recipe = "redis";
  card.version = "7.0";
  card.offers = {"default", "prefix"};
  card.findings = {{Promise::comes_up, Verdict::kept, "ready in 20 ms"}, {Promise::restarts, Verdict::broken, "restart failed\nwhy\nhow"}, {Promise::keeps_apart, Verdict::not_tried, ""}};
  card.ready = milliseconds(20);
  card.stop = milliseconds(12);
  card.memory = 8100000;
  card.took = milliseconds(1400);
  return card;
}

TEST(Card, IsReadable) {
  EXPECT_EQ(card_text(card(), screen), R"(redis 7.0
  ✓  comes up alone              ready in 20 ms
  ✗  restarts                    restart failed
  ↷  keeps the dependants apart
restarts:
    restart failed
    why
    how
ready in 20 ms, stopped in 12 ms, 8.1 MB
redis breaks 1 promise (1.4 s).
)");
}

TEST(Card, OfAGoodRecipeEndsWithItsPromises) {
  auto good = card();
  good.findings[1] = {Promise::restarts, Verdict::kept, ""};
  good.left = "/cache/rig";
  const auto text = card_text(good, screen);
  EXPECT_TRUE(text.ends_with("redis keeps its promises (2 of 2; 1.4 s).\nWhat it left is in /cache/rig\n")) << text;
}

TEST(Card, ComesBackFromJson) {
  EXPECT_EQ(card_from_json(card_json(card())), card());
  EXPECT_EQ(card_from_json("{}"), std::nullopt);
  EXPECT_EQ(card_from_json(R"({"kind":"card","recipe":3})"), std::nullopt);
  EXPECT_EQ(card_from_json("no JSON"), std::nullopt);
}

TEST(Card, OfManyIsALine) {
  EXPECT_EQ(cards_text({card()}, screen), "   recipe  promises  ready   stop  memory   took\n✗  redis   1 of 2    20 ms  12 ms  8.1 MB  1.4 s\n");
  const auto page = cards_markdown({card()});
  EXPECT_TRUE(page.starts_with("# The catalogue\n")) << page;
  EXPECT_TRUE(page.ends_with("| --- | --- | --- | --- | --- | --- | --- | --- |\n| redis | 7.0 | default, prefix | 20 ms | 12 ms |  | 8.1 MB | 1 of 2 |\n")) << page;
}

}  // namespace
}  // namespace stackup
