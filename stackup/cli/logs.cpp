#include "stackup/cli/logs.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/complete.h"
#include "stackup/cli/front_end.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/system/file_watch.h"
#include "stackup/ui/width.h"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <set>

#include <fmt/format.h>

namespace stackup {
namespace {

Result<std::optional<std::size_t>> lines_of_option(const Arguments& arguments) {
  if (!arguments.has("--lines")) return std::optional<std::size_t>();
  const auto text = arguments.value("--lines");
  if (text == "all") return std::optional(all_lines);
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc{} && end == text.data() + text.size()) return std::optional(count);
  return fail(Error(ErrorCode::bad_usage, fmt::format("--lines {} is not a number", printable(text))).try_("--lines 50, or --lines all"));
}

Result<LineFilter> filter_of(const Arguments& arguments, World& world) {
  LineFilter filter{arguments.value("--grep"), std::nullopt};
  if (!arguments.has("--since")) return filter;
  const auto length = parse_duration(arguments.value("--since"));
  if (!length) return fail(Error(ErrorCode::bad_usage, fmt::format("--since {} is not a length of time", printable(arguments.value("--since")))).try_("--since 10m, 90s or 2h"));
  filter.since = world.clock().wall_now() - std::chrono::duration_cast<std::chrono::milliseconds>(*length);
  return filter;
}

/// What could be written to once it runs; nothing where the recipes have mistakes, which is not for `logs` to tell.
std::vector<std::string> words_of_stack(const Place& place, World& world) {
  Diagnostics told_elsewhere;
  auto recipes = read_recipes(place, world, told_elsewhere);
  const auto environment = recipe_environment(place, world, recipes, told_elsewhere);
  const auto stack = resolve_place(place, recipes, environment, told_elsewhere);
  return stack ? log_words(*stack) : std::vector<std::string>{};
}

/// What can be named: the logs that there are, their units, and what the stack is going to write.
std::vector<std::string> known_words(const std::vector<LogFile>& logs, const std::vector<std::string>& of_stack) {
  std::set<std::string> words(of_stack.begin(), of_stack.end());
  for (const auto& log : logs) words.insert(log.name);
  for (const auto& name : std::set<std::string>(words))
    if (const auto slash = name.find('/'); slash != std::string::npos) words.insert({name.substr(0, slash), name.substr(slash + 1)});
  return {words.begin(), words.end()};
}

Error unknown_log(const std::string& word, const std::vector<std::string>& known) {
  Error error(ErrorCode::unknown_unit, fmt::format("nothing here is called '{}'", printable(word)));
  if (!known.empty()) error.because(fmt::format("there are logs of {}", join(known, ", ")));
  if (const auto meant = closest_match(word, known)) error.try_(fmt::format("did you mean 'stackup logs {}'?", *meant));
  return error.try_("stackup logs, for all of them");
}

/// The words without one that only named the workspace; an error if one names nothing that could have a log.
Result<std::vector<std::string>> checked_words(const Place& place, const std::vector<LogFile>& logs, World& world) {
  std::vector<std::string> words;
  std::optional<std::vector<std::string>> of_stack;
  for (const auto& word : place.words) {
    const bool has_log = std::any_of(logs.begin(), logs.end(), [&](const LogFile& log) { return means_log(word, log.name); });
    if (!has_log && !of_stack) of_stack = words_of_stack(place, world);
    const bool will_have = of_stack && std::any_of(of_stack->begin(), of_stack->end(), [&](const std::string& name) { return means_log(word, name); });
    if (has_log || will_have) words.push_back(word);
    else if (word != place.workspace.filename()) return fail(unknown_log(word, known_words(logs, of_stack.value_or(std::vector<std::string>{}))));
  }
  return words;
}

Result<LogRequest> request_of(const Arguments& arguments, const Place& place, World& world) {
  LogRequest request;
  request.directory = place.state() / "logs";
  auto lines = lines_of_option(arguments);
  if (!lines) return fail(lines);
  request.lines = *lines;
  auto filter = filter_of(arguments, world);
  if (!filter) return fail(filter);
  request.filter = std::move(*filter);
  auto words = checked_words(place, logs_in(request.directory, world.files()), world);
  if (!words) return fail(words);
  request.words = std::move(*words);
  return request;
}

enum class Until { now, interrupted };

/// Names stand before lines unless only one log can ever be shown.
int name_width(const LogRequest& request, const std::vector<LogFile>& logs, Until until) {
  const bool is_exact = request.words.size() == 1 && logs.size() == 1 && logs.front().name == request.words.front();
  if (is_exact || (until == Until::now && logs.size() == 1)) return 0;
  int width = 1;
  for (const auto& log : logs) width = std::max(width, display_width(log.name));
  return width;
}

std::string nothing_yet(const LogRequest& request) {
  const auto what = request.words.empty() ? "Nothing in this workspace" : "Nothing of " + join(request.words, " and ");
  return fmt::format("{} has written anything yet. stackup status shows what runs, stackup up starts it.\n", what);
}

int follow(LogView& view, FileWatch& watch, World& world, Format format) {
  return run_on_loop(world, [&](Flag& stop) -> Task<int> {
    const auto ended = co_await follow_logs(view, watch, stop);
    co_return ended ? 0 : tell(ended.error(), Sources{}, format, world.console());
  });
}

int run(const Arguments& arguments, World& world) {
  const auto format = format_of(arguments);
  auto& console = world.console();
  const auto place = existing_place(arguments, world);
  if (!place) return tell(place.error(), Sources{}, format, console);
  const auto request = request_of(arguments, *place, world);
  if (!request) return tell(request.error(), Sources{}, format, console);
  const auto logs = chosen_logs(logs_in(request->directory, world.files()), request->words);
  const auto until = arguments.has("--follow") ? Until::interrupted : Until::now;
  if (logs.empty()) console.err(nothing_yet(*request));
  std::signal(SIGPIPE, SIG_DFL);  // `stackup logs -f | head` is to end when head does
  int width = name_width(*request, logs, until);
  const auto line = [&](const LogLine& each) {
    if (width > 0) width = std::max(width, display_width(each.name));  // of a log that was not there at first
    return format == Format::json ? log_line_json(each) : log_line_text(each, width, console.out_screen);
  };
  InotifyFileWatch watch(world.context().get_executor());
  LogView view(*request, world.files(), watch, line, console.out);
  view.show_last(until == Until::now ? LogView::Unfinished::show : LogView::Unfinished::wait_for_its_end);
  return until == Until::now ? 0 : follow(view, watch, world, format);
}

}  // namespace

std::vector<std::string> log_words(const Stack& stack) {
  auto words = process_words(stack);
  for (const auto& unit : stack.units)
    for (const auto& [name, step] : unit.recipe.steps) words.push_back(unit.name + "/" + name.value);
  words.insert(words.end(), {"packages", "supervisor"});
  return words;
}

Verb logs_verb() {
  return {.name = "logs",
          .group = VerbGroup::look,
          .summary = "Show what processes and steps have written",
          .description = "Of each log the last lines, 100 of one or 20 of several, the log that was written to last at the end. A name may be a unit, UNIT/PROCESS, "
                         "UNIT/STEP, a process or step alone, or one of stackup's own logs: packages and supervisor.\n\n"
                         "--since goes by the times that lines begin with, and where they have none by when the file was last written to.",
          .positionals = {{"NAME", "Units, processes or steps; otherwise everything", 0, -1, Completes::processes}},
          .options = {{"--follow", "-f", "", "Go on showing what is written, until Ctrl-C"},
                      {"--lines", "-n", "N", "How many lines of each log, or all"},
                      {"--since", "", "TIME", "Only what was written in this time: 30s, 10m, 2h"},
                      {"--grep", "", "TEXT", "Only lines that contain this text"}},
          .examples = {{"stackup logs postgresql", "The database server and its steps."},
                       {"stackup logs -f", "Watch everything."},
                       {"stackup logs shop/web --since 10m --grep error", "What went wrong just now?"}},
          .run = run};
}

}  // namespace stackup
