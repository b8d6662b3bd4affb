#pragma once
// Events as one line of JSON each: {"v":1,"t":<ms since 1970>,"kind":"step_finished",…}. The format of journals and of `--json`; readers skip kinds
// that they do not know, so that an older stackup can read what a newer one wrote.

#include "stackup/event/event.h"

#include <optional>
#include <string>
#include <string_view>

namespace stackup {

struct TimedEvent {
  WallTime at;
  Event event;
  bool operator==(const TimedEvent&) const = default;
};

[[nodiscard]] std::string to_json_line(const TimedEvent& event);
/// Nothing for a torn line, an unknown kind or another version.
[[nodiscard]] std::optional<TimedEvent> from_json_line(std::string_view line);
/// Whether a line that is no event here may be one of a newer program, by its version or its kind.
[[nodiscard]] bool is_of_newer_program(std::string_view line);
/// An Error as JSON text: {"code":"SU0505","what":…,"at":{…},"why":…,"try":[…]}.
[[nodiscard]] std::string error_json(const Error& error);
[[nodiscard]] std::optional<Error> error_from_json(std::string_view text);

}  // namespace stackup
