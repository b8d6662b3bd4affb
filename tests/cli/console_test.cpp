#include "stackup/cli/console.h"

#include <gtest/gtest.h>

#include <map>

namespace stackup {
namespace {

EnvironmentLookup with(std::map<std::string, std::string, std::less<>> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

Style style(Connection connection, std::map<std::string, std::string, std::less<>> variables, Colour colour = Colour::on) {
  return choose_screen(connection, std::nullopt, colour, with(std::move(variables))).style;
}

TEST(Console, ColoursOnlyTerminals) {
  EXPECT_EQ(style(Connection::terminal, {{"TERM", "xterm"}}).colour, Colour::on);
  EXPECT_EQ(style(Connection::other, {{"TERM", "xterm"}}).colour, Colour::off);
  EXPECT_EQ(style(Connection::terminal, {{"TERM", "dumb"}}).colour, Colour::off);
  EXPECT_EQ(style(Connection::terminal, {}).colour, Colour::off);
}

TEST(Console, HonoursNoColor) {
  EXPECT_EQ(style(Connection::terminal, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}).colour, Colour::off);
  EXPECT_EQ(style(Connection::terminal, {{"TERM", "xterm"}, {"NO_COLOR", ""}}).colour, Colour::on);
  EXPECT_EQ(style(Connection::terminal, {{"TERM", "xterm"}}, Colour::off).colour, Colour::off);
  EXPECT_EQ(style(Connection::other, {{"CLICOLOR_FORCE", "1"}}).colour, Colour::on);
  EXPECT_EQ(style(Connection::other, {{"CLICOLOR_FORCE", "0"}}).colour, Colour::off);
  EXPECT_EQ(style(Connection::other, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}).colour, Colour::off);
}

TEST(Console, UsesUnicodeInUtf8Locales) {
  EXPECT_EQ(style(Connection::terminal, {{"LANG", "de_DE.UTF-8"}}).glyphs, Glyphs::unicode);
  EXPECT_EQ(style(Connection::terminal, {{"LANG", "de_DE.UTF-8"}, {"LC_ALL", "C"}}).glyphs, Glyphs::ascii);
  EXPECT_EQ(style(Connection::terminal, {{"LC_CTYPE", "C.utf8"}}).glyphs, Glyphs::unicode);
  EXPECT_EQ(style(Connection::terminal, {{"LANG", "C.UTF-8"}, {"TERM", "linux"}}).glyphs, Glyphs::ascii);
  EXPECT_EQ(style(Connection::terminal, {}).glyphs, Glyphs::ascii);
}

TEST(Console, TakesTheSizeThatTheTerminalTells) {
  EXPECT_EQ(choose_screen(Connection::terminal, Size{120, 50}, Colour::on, with({{"COLUMNS", "40"}})).size, (Size{120, 50}));
  EXPECT_EQ(choose_screen(Connection::terminal, std::nullopt, Colour::on, with({{"COLUMNS", "40"}})).size, (Size{40, 24}));
  EXPECT_EQ(choose_screen(Connection::terminal, std::nullopt, Colour::on, with({{"COLUMNS", "x"}})).size, (Size{80, 24}));
  EXPECT_EQ(choose_screen(Connection::other, std::nullopt, Colour::on, with({})).size, (Size{200, 24}));
}

TEST(Console, MovesOnlyOnTerminals) {
  EXPECT_EQ(motion_of(Connection::terminal, with({{"TERM", "xterm"}})), Motion::possible);
  EXPECT_EQ(motion_of(Connection::terminal, with({{"TERM", "dumb"}})), Motion::none);
  EXPECT_EQ(motion_of(Connection::other, with({{"TERM", "xterm"}})), Motion::none);
}

}  // namespace
}  // namespace stackup
