#include "stackup/store/compaction.h"

#include "stackup/event/event_json.h"
#include "stackup/event/needed_events.h"

#include <utility>
#include <vector>

namespace stackup {
namespace {

/// With their newlines; without a torn tail.
std::vector<std::string_view> whole_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string_view without_newline(std::string_view line) { return line.substr(0, line.size() - 1); }

/// Lines that matter, of all that stand before the part that stays word for word.
std::string needed_lines(const std::vector<std::string_view>& lines) {
  std::vector<TimedEvent> events;
  std::vector<std::size_t> line_of_event;
  std::vector<bool> needed(lines.size(), false);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (auto event = from_json_line(without_newline(lines[i]))) {
      events.push_back(std::move(*event));
      line_of_event.push_back(i);
    } else {
      needed[i] = is_of_newer_program(without_newline(lines[i]));
    }
  }
  for (const auto place : needed_events(events)) needed[line_of_event[place]] = true;
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (needed[i]) text += lines[i];
  return text;
}

}  // namespace

RunState fold_text(RunState state, std::string_view text) {
  for (const auto line : whole_lines(text))
    if (const auto event = from_json_line(without_newline(line))) state = apply(std::move(state), event->event, event->at);
  return state;
}

std::string compacted(std::string_view text, std::size_t word_for_word) {
  auto lines = whole_lines(text);
  const auto whole = text.substr(0, text.rfind('\n') + 1);
  std::size_t recent = 0;
  while (!lines.empty() && recent + lines.back().size() <= word_for_word) {
    recent += lines.back().size();
    lines.pop_back();
  }
  auto shorter = needed_lines(lines).append(whole.substr(whole.size() - recent));
  // Were this ever to differ, a long journal is better than a wrong one.
  return fold_text({}, shorter) == fold_text({}, whole) ? shorter : std::string(whole);
}

}  // namespace stackup
