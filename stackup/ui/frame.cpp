#include "stackup/ui/frame.h"

#include "stackup/base/text.h"
#include "stackup/ui/human.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono;

constexpr int bar_columns = 12;
constexpr int least_columns_for_bars = 60;

/// How wide the columns of units and titles are; from the whole plan, so that nothing moves sideways during a run.
struct Columns {
  int unit = 0;
  int title = 0;
  int elapsed = 0;
};

Columns columns_of(const RunView& run, const Screen& screen) {
  Columns columns;
  for (const auto& step : run.steps) {
    columns.unit = std::max(columns.unit, display_width(one_line(step.planned.unit)));
    columns.title = std::max(columns.title, display_width(one_line(step.planned.title)));
  }
  return {std::min(columns.unit, screen.size.columns / 4), std::min(columns.title, screen.size.columns / 3), 0};
}

std::string_view spinner(WallTime now, const Style& style) {
  constexpr std::array<std::string_view, 10> dots = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  constexpr std::array<std::string_view, 4> dashes = {"-", "\\", "|", "/"};
  const auto turn = static_cast<std::size_t>(now.time_since_epoch() / 100ms);
  return style.glyphs == Glyphs::unicode ? dots.at(turn % dots.size()) : dashes.at(turn % dashes.size());
}

/// Cut or filled to exactly `columns`.
std::string cell(std::string_view text, int columns, const Style& style) { return padded(fit_width(text, columns, style), columns); }

std::string name_cells(const std::string& unit, const std::string& title, const Columns& columns, const Style& style) {
  if (unit.empty())
    return painted(cell(title, columns.unit + 2 + columns.title, style), Role::name, style);  // a step of nobody, like packages
  return painted(cell(unit, columns.unit, style), Role::name, style) + "  " + cell(title, columns.title, style);
}

std::string running_line(const StepView& step, const RunState& state, const Screen& screen, WallTime now, const Columns& columns) {
  const auto& style = screen.style;
  const auto name = step_name(step.planned.id, state);
  auto line = fmt::format("{} {}  {}", painted(spinner(now, style), Role::name, style), name_cells(name.unit, name.title, columns, style),
                          padded_left(human_elapsed(now - step.since), columns.elapsed));
  if (const auto expected = expected_text(step.planned.usually); !expected.empty() && step.fraction < 0) line += painted(" of " + expected, Role::dim, style);
  if (step.fraction >= 0 && screen.size.columns >= least_columns_for_bars) line += "  " + progress_bar(step.fraction, bar_columns, style);
  if (const auto text = progress_text(step); !text.empty()) line += "  " + text;
  return fit_width(line, screen.size.columns, style);
}

std::size_t count(const RunView& run, StepPhase phase) {
  return static_cast<std::size_t>(
      std::count_if(run.steps.begin(), run.steps.end(), [&](const StepView& step) { return step.phase == phase; }));
}

std::string total_line(const RunView& run, const Screen& screen, WallTime now) {
  const auto& style = screen.style;
  const auto all = run.steps.size();
  const auto over = all - count(run, StepPhase::waiting) - count(run, StepPhase::running);
  const auto gap = fmt::format(" {} ", glyph(Mark::separator, style));
  std::string line = "  ";
  if (screen.size.columns >= least_columns_for_bars)
    line += progress_bar(static_cast<double>(over) / static_cast<double>(all), bar_columns, style) + "  ";
  line += painted(fmt::format("{}/{} steps", over, all), Role::strong, style) + gap + human_elapsed(now - run.at);
  if (const auto failed = count(run, StepPhase::failed); failed > 0)
    line += gap + painted(fmt::format("{} failed", failed), Role::bad, style);
  return fit_width(line, screen.size.columns, style);
}

std::vector<const StepView*> running_steps(const RunView& run) {
  std::vector<const StepView*> running;
  for (const auto& step : run.steps)
    if (step.phase == StepPhase::running) running.push_back(&step);
  return running;
}

}  // namespace

std::vector<std::string> frame(const RunState& state, const Screen& screen, WallTime now) {
  if (!state.run || state.run->finished) return {};
  const auto& run = *state.run;
  if (run.steps.empty())
    return {fit_width(fmt::format("{} looking at what is there and what is to be done", spinner(now, screen.style)), screen.size.columns,
                      screen.style)};
  const auto running = running_steps(run);
  const auto room = static_cast<std::size_t>(std::max(screen.size.rows - 2, 0));
  const auto shown = running.size() <= room ? running.size() : room == 0 ? 0 : room - 1;
  auto columns = columns_of(run, screen);
  for (const auto* step : running) columns.elapsed = std::max(columns.elapsed, display_width(human_elapsed(now - step->since)));
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(running_line(*running[i], state, screen, now, columns));
  if (shown < running.size() && room > 0) {
    const auto rest =
        shown == 0 ? fmt::format("  {} running", counted(running.size(), "step")) : fmt::format("  and {} more", running.size() - shown);
    lines.push_back(fit_width(rest, screen.size.columns, screen.style));
  }
  lines.push_back(total_line(run, screen, now));
  return lines;
}

std::vector<std::string> lasting_lines(const Message& message, const RunState& state, const Screen& screen) {
  const auto& style = screen.style;
  const auto mark = painted(glyph(message.mark, style), message.role, style);
  const auto columns = state.run ? columns_of(*state.run, screen) : Columns{};
  if (!message.detail.empty()) {
    const auto line = fmt::format("{} {}  {}", mark, name_cells(message.unit, message.title, columns, style), message.detail);
    return {fit_width(line, screen.size.columns, style)};
  }
  const auto text = message.unit.empty() ? message.title : fmt::format("{}: {}", message.unit, message.title);
  std::vector<std::string> lines;
  for (const auto& line : wrapped(text, std::max(screen.size.columns - 2, 10))) lines.push_back((lines.empty() ? mark + " " : "  ") + line);
  return lines;
}

std::string progress_bar(double fraction, int columns, const Style& style) {
  const bool unicode = style.glyphs == Glyphs::unicode;
  const int cells = unicode ? columns : columns - 2;
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * cells);
  std::string done;
  std::string rest;
  for (int i = 0; i < full; ++i) done += unicode ? "━" : "#";
  for (int i = full; i < cells; ++i) rest += unicode ? "─" : "-";
  const auto bar = painted(done, Role::good, style) + painted(rest, Role::dim, style);
  return unicode ? bar : "[" + bar + "]";
}

}  // namespace stackup
