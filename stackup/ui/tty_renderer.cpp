#include "stackup/ui/tty_renderer.h"

#include "stackup/ui/frame.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono_literals;

constexpr auto between_drawings = 100ms;
// A run that has nothing to do is over before this, and nothing flashes up.
constexpr auto before_first_drawing = 200ms;

constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view show_cursor = "\x1b[?25h";
constexpr std::string_view clear_to_line_end = "\x1b[K";
constexpr std::string_view clear_to_screen_end = "\x1b[J";

}  // namespace

TtyRenderer::TtyRenderer(Writer write, WallNow now, Screen screen) : write_(std::move(write)), now_(std::move(now)), screen_(screen) {}

TtyRenderer::~TtyRenderer() { close(); }

Result<void> TtyRenderer::emit(const Event& event) {
  const auto now = now_();
  state_ = apply(std::move(state_), event, now);
  note_who_asks(event);
  if (std::holds_alternative<RunStarted>(event)) drawn_ = now - between_drawings + before_first_drawing;
  if (const auto message = message_of(event, state_))
    for (auto& line : lasting_lines(*message, state_, screen_)) lasting_.push_back(std::move(line));
  if (!std::holds_alternative<RunFinished>(event)) {
    tick(now);
    return {};
  }
  if (const auto text = finish_text(state_); !text.empty()) lasting_.push_back(painted(text, Role::strong, screen_.style));
  close();
  return {};
}

void TtyRenderer::note_who_asks(const Event& event) {
  if (const auto* progress = std::get_if<StepProgress>(&event)) {
    if (progress->asks) {
      asking_ = progress->id;
      close();
    } else if (progress->id == asking_) {
      asking_.clear();
    }
  }
  const auto* finished = std::get_if<StepFinished>(&event);
  const auto* failed = std::get_if<StepFailed>(&event);
  if ((finished && finished->id == asking_) || (failed && failed->id == asking_)) asking_.clear();
}

void TtyRenderer::tick(WallTime now) {
  if (!asking_.empty()) return;
  if (now - drawn_ >= between_drawings) draw(now);
}

void TtyRenderer::draw(WallTime now) {
  const auto lines = frame(state_, screen_, now);
  if (lines == shown_ && lasting_.empty()) return;
  replace_region(lines);
  drawn_ = now;
}

void TtyRenderer::close() {
  if (!shown_.empty() || !lasting_.empty()) replace_region({});
  if (cursor_ == Cursor::hidden) write_(show_cursor);
  cursor_ = Cursor::shown;
}

void TtyRenderer::resize(Size size) { screen_.size = size; }

void TtyRenderer::replace_region(const std::vector<std::string>& lines) {
  std::string text;
  if (cursor_ == Cursor::shown && !lines.empty()) {
    text += hide_cursor;
    cursor_ = Cursor::hidden;
  }
  if (!shown_.empty()) text += fmt::format("\x1b[{}A\r", rows_shown());
  // Lines are written over rather than erased first, which would flicker; all in one write.
  for (const auto& line : lasting_) text += fmt::format("{}{}\n", line, clear_to_line_end);
  for (const auto& line : lines) text += fmt::format("{}{}\n", line, clear_to_line_end);
  if (!shown_.empty()) text += clear_to_screen_end;
  lasting_.clear();
  shown_ = lines;
  write_(text);
}

// A window that became narrower has broken the lines that no longer fit.
int TtyRenderer::rows_shown() const {
  const int columns = std::max(screen_.size.columns, 1);
  int rows = 0;
  for (const auto& line : shown_) rows += std::max(1, (display_width(line) + columns - 1) / columns);
  return rows;
}

}  // namespace stackup
