#pragma once
// The text of a journal without the lines that no longer matter.

#include "stackup/event/run_state.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace stackup {

/// The fold of a journal's text on top of `state`. What follows the last newline is torn and not read; lines that can't be read are skipped.
[[nodiscard]] RunState fold_text(RunState state, std::string_view text);

/// Fewer lines, each as it was, with the same fold. Lines of a newer program stay. Of the last `word_for_word` bytes all whole lines stay: what happened
/// lately is for people.
[[nodiscard]] std::string compacted(std::string_view text, std::size_t word_for_word = 0);

}  // namespace stackup
