#pragma once
// The command line, understood: which verb, with which arguments. Options may stand before or after the verb and its words; `--` ends them.

#include "stackup/base/result.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <string>
#include <variant>
#include <vector>

namespace stackup {

struct ParsedCommand {
  const Verb* verb = nullptr;  ///< an element of the table that was given
  Arguments arguments;
};

/// Nothing to run: the text (help, version) belongs on standard output.
struct ExitRequest {
  std::string text;
  int code = 0;
};

using Parsed = std::variant<ParsedCommand, ExitRequest>;

/// `words` are those after the program's name. An Error is bad_usage or unknown_command and says what was probably meant.
[[nodiscard]] Result<Parsed> parse(const std::vector<std::string>& words, const std::vector<Verb>& verbs, const Screen& screen);

}  // namespace stackup
