#include "stackup/cli/help.h"

#include "stackup/base/text.h"
#include "stackup/cli/verb_family.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<std::pair<VerbGroup, std::string_view>, 5> groups = {{
    {VerbGroup::start, "Start and stop"},
    {VerbGroup::look, "Look"},
    {VerbGroup::change, "Change"},
    {VerbGroup::recipes, "Recipes"},
    {VerbGroup::other, "More"},
}};

// Beyond this a line is tiring to read, however wide the terminal is.
int text_columns(const Screen& screen) { return std::clamp(screen.size.columns, 40, 100); }

struct Row {
  std::string left;
  std::string_view right;
};

std::string rows_text(const std::vector<Row>& rows, int left_columns, const Screen& screen) {
  std::string text;
  const int indent = left_columns + 4;
  for (const auto& row : rows) {
    const auto lines = wrapped(row.right, std::max(text_columns(screen) - indent, 20));
    const bool fits = display_width(row.left) <= left_columns;
    if (!fits) text += "  " + painted(row.left, Role::name, screen.style) + "\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto left = fits && i == 0 ? painted(padded(row.left, left_columns), Role::name, screen.style) : padded("", left_columns);
      text += "  " + left + "  " + lines[i] + "\n";
    }
  }
  return text;
}

int left_columns_of(const std::vector<Row>& rows, const Screen& screen) {
  int widest = 0;
  for (const auto& row : rows) widest = std::max(widest, display_width(row.left));
  return std::min(widest, text_columns(screen) / 3);
}

std::string heading(std::string_view text, const Screen& screen) { return "\n" + painted(text, Role::strong, screen.style) + "\n"; }

std::string section(std::string_view title, const std::vector<Row>& rows, const Screen& screen) {
  return rows.empty() ? "" : heading(title, screen) + rows_text(rows, left_columns_of(rows, screen), screen);
}

std::string option_words(const Option& option) {
  std::string words = option.short_name.empty() ? "    " : std::string(option.short_name) + ", ";
  words += option.name;
  return option.value.empty() ? words : fmt::format("{} {}", words, option.value);
}

std::vector<Row> option_rows(const std::vector<Option>& options) {
  std::vector<Row> rows;
  for (const auto& option : options) rows.push_back({option_words(option), option.help});
  return rows;
}

bool is_rest(const Positional& positional) { return positional.name.substr(0, 2) == "--"; }

std::string positional_words(const Positional& positional) {
  auto words = std::string(positional.name) + (positional.most == 1 ? "" : "...");
  return positional.least == 0 ? "[" + words + "]" : words;
}

std::string examples_text(const Verb& verb, const Screen& screen) {
  if (verb.examples.empty()) return "";
  auto text = heading("Examples", screen);
  for (const auto& example : verb.examples)
    text +=
        fmt::format("  {}\n{}", painted(example.command, Role::name, screen.style), paragraph(example.meaning, text_columns(screen), 6));
  return text;
}

}  // namespace

std::string synopsis(const Verb& verb) {
  auto line = fmt::format("stackup {}", verb.name);
  for (const auto& positional : verb.positionals)
    if (!is_rest(positional)) line += " " + positional_words(positional);
  line += " [OPTIONS]";
  for (const auto& positional : verb.positionals)
    if (is_rest(positional)) line += " " + positional_words(positional);
  return line;
}

std::vector<Option> all_options(const Verb& verb) {
  auto options = verb.options;
  options.insert(options.end(), common_options().begin(), common_options().end());
  return options;
}

std::string overview(const std::vector<Verb>& verbs, const Screen& screen) {
  int columns = 0;
  for (const auto& verb : verbs)
    if (verb.group != VerbGroup::internal) columns = std::max(columns, display_width(verb.name));
  auto text = paragraph("stackup: from a bare machine to a running, checked development environment", text_columns(screen), 0);
  text += heading("Usage", screen) + "  stackup COMMAND [NAME...] [OPTIONS]\n";
  const std::vector<Row> first = {{"stackup up guestbook", "get, build and start everything that guestbook needs"},
                                  {"stackup status", "what runs, and where to reach it"},
                                  {"stackup down", "stop all of it"}};
  text += section("New here? Try these three", first, screen);
  for (const auto& [group, title] : groups) {
    std::vector<Row> rows;
    for (const auto& verb : verbs)
      if (verb.group == group) rows.push_back({std::string(verb.name), verb.summary});
    if (!rows.empty()) text += heading(title, screen) + rows_text(rows, columns, screen);
  }
  text += section("Options of every command", option_rows(common_options()), screen);
  text += "\n" + paragraph("stackup help COMMAND shows a command's options and examples; stackup explain CODE explains an error.",
                           text_columns(screen), 0);
  return text;
}

std::string family_help(std::string_view family, const std::vector<Verb>& verbs, const Screen& screen) {
  std::vector<Row> rows;
  for (const auto* verb : members_of(family, verbs)) rows.push_back({std::string(verb->name), verb->summary});
  auto text = paragraph(fmt::format("stackup {}: the commands that begin with this word", family), text_columns(screen), 0);
  text += heading("Usage", screen) + fmt::format("  stackup {} {} [OPTIONS]\n", family, join(member_words(family, verbs), "|"));
  text += section("Commands", rows, screen);
  return text + "\n" + paragraph(fmt::format("stackup help {} {} shows the options and examples of one.", family, last_word_of(*members_of(family, verbs).front())),
                                 text_columns(screen), 0);
}

std::string verb_help(const Verb& verb, const Screen& screen) {
  auto text = paragraph(fmt::format("stackup {}: {}", verb.name, verb.summary), text_columns(screen), 0);
  text += heading("Usage", screen) + "  " + synopsis(verb) + "\n";
  if (!verb.description.empty()) text += "\n" + paragraph(verb.description, text_columns(screen), 0);
  std::vector<Row> positionals;
  for (const auto& positional : verb.positionals) positionals.push_back({std::string(positional.name), positional.help});
  text += section("Words", positionals, screen);
  text += section("Options", option_rows(verb.options), screen);
  text += section("Options of every command", option_rows(common_options()), screen);
  return text + examples_text(verb, screen);
}

}  // namespace stackup
