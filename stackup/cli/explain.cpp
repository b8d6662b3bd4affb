#include "stackup/cli/explain.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ui/table.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 11> ranges = {{{1, "The command line"},
                                                                      {2, "Reading recipes"},
                                                                      {3, "Putting recipes together"},
                                                                      {4, "Fetching"},
                                                                      {5, "Installing and preparing"},
                                                                      {6, "Starting and stopping"},
                                                                      {7, "Readiness, checks and tests"},
                                                                      {8, "The workspace and its supervisor"},
                                                                      {9, "The machine"},
                                                                      {10, "Recipes that could be better: stackup check --strict"},
                                                                      {70, "stackup itself"}}};

int range_of(const ErrorEntry& entry) { return static_cast<int>(entry.code) / 100; }

std::string upper(std::string_view text) {
  std::string upper_case(text);
  std::transform(upper_case.begin(), upper_case.end(), upper_case.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return upper_case;
}

/// SU0302, su302 and 302 are one code; nothing for what is no number.
std::optional<int> number_in(std::string_view word) {
  const auto upper_case = upper(word);
  std::string_view digits = upper_case;
  if (digits.substr(0, 2) == "SU") digits.remove_prefix(2);
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

Error unknown_code(std::string_view word) {
  std::vector<std::string> known;
  for (const auto& entry : error_catalogue()) known.push_back(to_string(entry.code));
  for (const auto& entry : error_catalogue()) known.emplace_back(entry.name);
  const auto number = number_in(word);
  const auto looked_for = number ? fmt::format("SU{:04}", *number) : std::string(word);
  Error error(ErrorCode::bad_usage, fmt::format("there is no error code '{}'", printable(word)));
  if (const auto meant = closest_match(looked_for, known)) error.try_(fmt::format("stackup explain {}", *meant));
  error.try_("stackup explain, for all codes");
  return error;
}

int run(const Arguments& arguments, World& world) {
  auto& console = world.console();
  const auto format = format_of(arguments);
  if (arguments.has("--markdown")) {
    console.out(errors_markdown(error_examples(embedded_error_examples())));
    return 0;
  }
  if (arguments.words.empty()) {
    console.out(format == Format::json ? errors_json(error_catalogue()) + "\n" : error_list(console.out_screen));
    return 0;
  }
  const auto entry = find_error(arguments.words.front());
  if (!entry) return tell(entry.error(), Sources{}, format, console);
  console.out(format == Format::json ? errors_json(std::span(&*entry, 1)) + "\n"
                                     : explain_text(*entry, error_examples(embedded_error_examples()), console.out_screen));
  return 0;
}

}  // namespace

ErrorExamples error_examples(std::span<const EmbeddedFile> files) {
  ErrorExamples examples;
  for (const auto& file : files) {
    for (const auto& entry : error_catalogue())
      if (file.text.starts_with(fmt::format("{}[{}]", to_string(severity_of(entry.code)), to_string(entry.code)))) examples.emplace(entry.code, file.text);
  }
  return examples;
}

Result<ErrorEntry> find_error(std::string_view word) {
  const auto number = number_in(word);
  const auto& all = error_catalogue();
  const auto is_it = [&](const ErrorEntry& entry) { return number ? static_cast<int>(entry.code) == *number : entry.name == word; };
  const auto found = std::find_if(all.begin(), all.end(), is_it);
  if (found == all.end()) return fail(unknown_code(word));
  return *found;
}

std::string explain_text(const ErrorEntry& entry, const ErrorExamples& examples, const Screen& screen) {
  const int columns = std::min(screen.size.columns, 100);
  auto text = fmt::format("{}: {}\n\n{}", painted(to_string(entry.code), Role::strong, screen.style), entry.summary,
                          paragraph(entry.explanation, columns, 0));
  const auto example = examples.find(entry.code);
  if (example == examples.end()) return text;
  text += "\n" + painted("It looks like this", Role::strong, screen.style) + "\n";
  for (const auto& line : lines_of(example->second)) text += line.empty() ? "\n" : "  " + line + "\n";
  return text;
}

std::string error_list(const Screen& screen) {
  std::string text;
  for (const auto& [range, title] : ranges) {
    std::vector<TableRow> rows;
    for (const auto& entry : error_catalogue())
      if (range_of(entry) == range) rows.push_back({{to_string(entry.code), Role::name}, {std::string(entry.summary)}});
    if (rows.empty()) continue;
    text += painted(title, Role::strong, screen.style) + "\n" + table_text({{}, {}}, rows, screen, 2) + "\n";
  }
  return text + "stackup explain CODE tells more about one.\n";
}

std::string errors_markdown(const ErrorExamples& examples) {
  std::string text =
      "# Errors\n\n"
      "Every message of stackup has a code. This page is made from stackup/base/errors.inc and the golden tests by\n"
      "`stackup explain --markdown`; `stackup explain SU0302` shows one entry.\n";
  for (const auto& [range, title] : ranges) {
    const auto& all = error_catalogue();
    if (std::none_of(all.begin(), all.end(), [&, wanted = range](const ErrorEntry& entry) { return range_of(entry) == wanted; })) continue;
    text += fmt::format("\n## {}\n", title);
    for (const auto& entry : all) {
      if (range_of(entry) != range) continue;
      text += fmt::format("\n### {}: {}\n\n{}\n", to_string(entry.code), entry.summary, entry.explanation);
      const auto example = examples.find(entry.code);
      if (example != examples.end()) text += fmt::format("\n```\n{}\n```\n", join(lines_of(example->second), "\n"));
    }
  }
  return text;
}

Verb explain_verb() {
  return {.name = "explain",
          .group = VerbGroup::other,
          .summary = "Explain an error code",
          .description = "Tells what an error means, what usually causes it, and what to do. Without a code it lists all of them.",
          .positionals = {{"CODE", "The code as the message shows it: SU0302, su302 or 302", 0, 1, Completes::error_codes}},
          .options = {{"--markdown", "", "", "All codes as a Markdown page (docs/errors.md)"}},
          .examples = {{"stackup explain SU0604", "What to do when a port is in use."}, {"stackup explain", "All codes."}},
          .run = run};
}

}  // namespace stackup
