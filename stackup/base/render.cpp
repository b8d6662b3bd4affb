#include "stackup/base/render.h"

#include "stackup/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t widest_snippet = 160;  // a longer line is shown around its caret only

class Renderer {
 public:
  Renderer(const Error& error, const Sources& sources, Colour colour) : error_(error), sources_(sources), colour_(colour) {}

  std::string text() {
    line(fmt::format("{}: {}", painted(loud(), fmt::format("{}[{}]", to_string(severity_of(error_.code())), to_string(error_.code()))), painted("1", clean(error_.what()))));
    where();
    if (!error_.why().empty()) labelled("why", error_.why());
    for (const auto& note : error_.notes()) labelled("note", note.span.file.empty() ? note.text : fmt::format("{} ({})", note.text, to_string(note.span)));
    log();
    for (const auto& advice : error_.tries()) labelled("try", advice);
    return std::move(out_);
  }

 private:
  std::string painted(std::string_view style, const std::string& text) const {
    return colour_ == Colour::on ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : text;
  }

  /// Red for an error, yellow for a warning.
  std::string_view loud() const { return severity_of(error_.code()) == Severity::error ? "1;31" : "1;33"; }

  static std::string clean(const std::string& text) { return printable(text); }

  void line(const std::string& text) { out_ += text + "\n"; }

  /// Further lines of the text are indented to where its first one begins.
  void labelled(std::string_view label, const std::string& text) {
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto head = i == 0 ? painted("36", fmt::format("{}:", label)) : std::string(label.size() + 1, ' ');
      line(fmt::format("  {} {}", head, clean(lines[i])));
    }
  }

  void where() {
    const auto& span = error_.span();
    if (span.file.empty()) return;
    line(fmt::format("  {} {}", painted("34", "-->"), clean(to_string(span))));
    const auto source = sources_.line_of(span);
    const auto column = static_cast<std::size_t>(std::max(1, span.column)) - 1;
    if (source.empty() || column > source.size()) return;
    const auto start = source.size() > widest_snippet && column > widest_snippet / 2 ? column - widest_snippet / 2 : 0;
    const auto shown = source.substr(start, widest_snippet);
    const auto number = std::to_string(span.line);
    const auto length = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(1, span.length)), 1, std::max<std::size_t>(1, shown.size() - (column - start)));
    line(fmt::format("  {} | {}", painted("34", number), clean(untabbed(shown))));
    const auto margin = width(shown.substr(0, column - start));
    const auto carets = std::max<std::size_t>(1, width(shown.substr(column - start, length)));
    line(fmt::format("  {} | {}{}", std::string(number.size(), ' '), std::string(margin, ' '), painted(loud(), std::string(carets, '^'))));
  }

  /// One space for a tab, so that the caret stands below what it means on every terminal.
  static std::string untabbed(std::string_view text) {
    std::string result(text);
    std::replace(result.begin(), result.end(), '\t', ' ');
    return result;
  }

  /// Code points that are shown: close enough to columns for a caret.
  static std::size_t width(std::string_view text) {
    const auto shown = printable(text);
    return static_cast<std::size_t>(std::count_if(shown.begin(), shown.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }

  void log() {
    if (error_.log_tail().empty() && error_.log_path().empty()) return;
    labelled("log", join(error_.log_tail(), "\n"));
    if (!error_.log_path().empty()) line(fmt::format("  {}{}", error_.log_tail().empty() ? painted("36", "log:") + " " : "     ", clean(error_.log_path())));
  }

  const Error& error_;
  const Sources& sources_;
  Colour colour_;
  std::string out_;
};

}  // namespace

std::string render(const Error& error, const Sources& sources, Colour colour) { return Renderer(error, sources, colour).text(); }

}  // namespace stackup
