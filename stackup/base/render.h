#pragma once
// An error as people read it: code and what, where with the line and a caret, why, notes, the end of a log, what to try.

#include "stackup/base/error.h"

#include <string>

namespace stackup {

enum class Colour { off, on };

[[nodiscard]] std::string render(const Error& error, const Sources& sources, Colour colour = Colour::off);

}  // namespace stackup
