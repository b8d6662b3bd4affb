#pragma once
// How a command ends: exit codes, and telling an error to whoever called.

#include "stackup/base/error.h"
#include "stackup/cli/console.h"
#include "stackup/cli/verb.h"

namespace stackup {

/// 0 ok · 1 the stack failed · 2 usage · 3 a recipe is wrong · 4 the machine can't · 70 a bug in stackup · 130 interrupted.
[[nodiscard]] int exit_code_of(ErrorCode code);

enum class Format { text, json };
[[nodiscard]] Format format_of(const Arguments& arguments);

/// Tells people on standard error, and with `json` programs too: {"v":1,"kind":"error","error":{…}} on standard output. Returns the exit
/// code.
int tell(const Error& error, const Sources& sources, Format format, Console& console);
/// All of them; the exit code is the first one's.
int tell(const std::vector<Error>& errors, const Sources& sources, Format format, Console& console);

}  // namespace stackup
