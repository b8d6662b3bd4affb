#include "stackup/cli/outcome.h"

#include "stackup/base/render.h"
#include "stackup/event/event_json.h"

#include <fmt/format.h>

namespace stackup {

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bug:
      return 70;
    case ErrorCode::interrupted:
      return 130;
    case ErrorCode::needs_root:
    case ErrorCode::package_lock:
    case ErrorCode::toolchain_missing:
      return 4;
    default:
      break;
  }
  switch (static_cast<int>(code) / 100) {
    case 1:
      return 2;
    case 2:
    case 3:
      return 3;
    case 9:
      return 4;
    default:
      return 1;
  }
}

Format format_of(const Arguments& arguments) { return arguments.has("--json") ? Format::json : Format::text; }

int tell(const Error& error, const Sources& sources, Format format, Console& console) {
  if (format == Format::json) console.out(fmt::format("{{\"v\":1,\"kind\":\"error\",\"error\":{}}}\n", error_json(error)));
  console.err(render(error, sources, console.err_screen.style.colour));
  return exit_code_of(error.code());
}

int tell(const std::vector<Error>& errors, const Sources& sources, Format format, Console& console) {
  int code = 0;
  for (const auto& error : errors) {
    if (code != 0) console.err("\n");
    const int own = tell(error, sources, format, console);
    code = code == 0 ? own : code;
  }
  return code;
}

}  // namespace stackup
