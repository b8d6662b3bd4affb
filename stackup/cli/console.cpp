#include "stackup/cli/console.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <sys/ioctl.h>
#include <unistd.h>

namespace stackup {
namespace {

constexpr int columns_without_terminal = 200;

bool is_set(const EnvironmentLookup& environment, std::string_view name) {
  const auto value = environment(name);
  return value && !value->empty();
}

/// By POSIX the first of these that is set decides.
bool is_utf8(const EnvironmentLookup& environment) {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    auto value = environment(name);
    if (!value || value->empty()) continue;
    std::transform(value->begin(), value->end(), value->begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value->find("utf-8") != std::string::npos || value->find("utf8") != std::string::npos;
  }
  return false;
}

int number_in(const EnvironmentLookup& environment, std::string_view name, int otherwise) {
  const auto text = environment(name).value_or("");
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number : otherwise;
}

}  // namespace

Screen choose_screen(Connection connection, std::optional<Size> size, Colour colour, const EnvironmentLookup& environment) {
  const bool wanted = colour == Colour::on && !is_set(environment, "NO_COLOR");
  const bool possible = motion_of(connection, environment) == Motion::possible || environment("CLICOLOR_FORCE").value_or("0") != "0";
  const bool unicode = is_utf8(environment) && environment("TERM") != "linux";
  const Style style{wanted && possible ? Colour::on : Colour::off, unicode ? Glyphs::unicode : Glyphs::ascii};
  const int columns = connection == Connection::terminal ? 80 : columns_without_terminal;
  return {style, size.value_or(Size{number_in(environment, "COLUMNS", columns), number_in(environment, "LINES", 24)})};
}

Motion motion_of(Connection connection, const EnvironmentLookup& environment) {
  const bool understands = connection == Connection::terminal && is_set(environment, "TERM") && environment("TERM") != "dumb";
  return understands ? Motion::possible : Motion::none;
}

Connection connection_of(int descriptor) { return ::isatty(descriptor) == 1 ? Connection::terminal : Connection::other; }

std::optional<Size> terminal_size(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return std::nullopt;
  return Size{size.ws_col, size.ws_row};
}

Writer writer_to(int descriptor) {
  return [descriptor](std::string_view text) {
    while (!text.empty()) {
      const auto written = ::write(descriptor, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  };
}

Console make_console(Colour colour, const EnvironmentLookup& environment) {
  const auto screen = [&](int descriptor) {
    return choose_screen(connection_of(descriptor), terminal_size(descriptor), colour, environment);
  };
  return {writer_to(STDOUT_FILENO), writer_to(STDERR_FILENO), screen(STDOUT_FILENO), screen(STDERR_FILENO),
          motion_of(connection_of(STDERR_FILENO), environment)};
}

}  // namespace stackup
