#pragma once
// The two streams of a command and what they can show. The one place that decides about colour, glyphs and width.

#include "stackup/ui/screen.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace stackup {

/// Whether lines may be drawn over.
enum class Motion { none, possible };

/// People read `err`, programs and pipes read `out`.
struct Console {
  Writer out;
  Writer err;
  Screen out_screen;
  Screen err_screen;
  Motion err_motion = Motion::none;
};

/// What a stream is connected to.
enum class Connection { terminal, other };

/// Gives the value of an environment variable, or nothing.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view)>;

/// Colour needs a terminal that is not "dumb", and neither NO_COLOR (no-color.org) nor `colour` off; CLICOLOR_FORCE gives it without one.
/// Unicode needs a UTF-8 locale; the Linux console's font lacks most glyphs. A terminal that tells no size has that of COLUMNS and LINES or
/// 80 by 24; what is no terminal is so wide that hardly a line is broken.
[[nodiscard]] Screen choose_screen(Connection connection, std::optional<Size> size, Colour colour, const EnvironmentLookup& environment);

/// Possible on a terminal that is not "dumb".
[[nodiscard]] Motion motion_of(Connection connection, const EnvironmentLookup& environment);

/// What the file descriptor is connected to, and its size as the terminal tells it now.
[[nodiscard]] Connection connection_of(int descriptor);
[[nodiscard]] std::optional<Size> terminal_size(int descriptor);
/// Writes all of the text; a reader that has gone away (EPIPE) is no error.
[[nodiscard]] Writer writer_to(int descriptor);
[[nodiscard]] Console make_console(Colour colour, const EnvironmentLookup& environment);

}  // namespace stackup
