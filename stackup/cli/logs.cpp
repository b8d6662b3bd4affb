#include "stackup/cli/logs.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/cli/complete.h"
#include "stackup/cli/front_end.h"
#include "stackup/cli/log_moment.h"
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

Result<std::optional<WallTime>> moment_of_option(const Arguments& arguments, const std::string& option, World& world) {
  if (!arguments.has(option)) return std::optional<WallTime>();
  const auto moment = moment_of(arguments.value(option), world.clock().wall_now());
  if (moment) return moment;
  return fail(Error(ErrorCode::bad_usage, fmt::format("{} {} is not a time", option, printable(arguments.value(option))))
                  .because("it is neither how long ago, nor a time of day, nor a date")
                  .try_(option + " 10m, 2h, 14:30, \"2026-11-22 14:30:05\" or 2026-11-22T14:30:05Z"));
}

Result<LineFilter> filter_of(const Arguments& arguments, World& world) {
  LineFilter filter{arguments.value("--grep"), std::nullopt, std::nullopt};
  auto since = moment_of_option(arguments, "--since", world);
  if (!since) return fail(since);
  filter.since = *since;
  auto until = moment_of_option(arguments, "--until", world);
  if (!until) return fail(until);
  filter.until = *until;
  if (filter.until && arguments.has("--follow")) return fail(Error(ErrorCode::bad_usage, "--until and --follow exclude each other").because("one looks back, the other ahead"));
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
  if (arguments.has("--times") || format_of(arguments) == Format::json) request.times = LogTail::Times::wanted;
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
  LineLayout layout{name_width(*request, logs, until), arguments.has("--times")};
  const auto line = [&](const LogLine& each) {
    if (layout.name_width > 0) layout.name_width = std::max(layout.name_width, display_width(each.name));  // of a log that was not there at first
    return format == Format::json ? log_line_json(each) : log_line_text(each, layout, console.out_screen);
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
                         "--since and --until take how long ago (10m, 2h), a time of day (14:30) or a date (2026-11-22, \"2026-11-22 14:30:05\"), and go by when a "
                         "line arrived; where nobody watched that, by the time that it begins with. They show all lines of that time, unless --lines says how many.\n\n"
                         "Lines are shown without control characters, up to 64 KiB of each. A log is kept up to 16 MiB (or STACKUP_LOG_MIB, when `up` starts the "
                         "supervisor), the newest lines. Who follows and is more "
                         "than 4 MiB behind reads on near the end and is told how much was left out.",
          .positionals = {{"NAME", "Units, processes or steps; otherwise everything", 0, -1, Completes::processes}},
          .options = {{"--follow", "-f", "", "Go on showing what is written, until Ctrl-C"},
                      {"--lines", "-n", "N", "How many lines of each log, or all"},
                      {"--since", "", "TIME", "Only what arrived since then: 10m, 14:30, \"2026-11-22 14:30:05\""},
                      {"--until", "", "TIME", "Only what arrived until then"},
                      {"--times", "-t", "", "Show when each line arrived"},
                      {"--grep", "", "TEXT", "Only lines that contain this text"}},
          .examples = {{"stackup logs postgresql", "The database server and its steps."},
                       {"stackup logs -f", "Watch everything."},
                       {"stackup logs shop/web --since 10m --grep error", "What went wrong just now?"}},
          .run = run};
}

}  // namespace stackup
