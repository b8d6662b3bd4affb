#pragma once
// A `run:` string as words. Quotes and backslashes mean what they mean to a shell; nothing else does, because no shell looks at the words.

#include "stackup/recipe/codec.h"

namespace stackup {

/// Splits before variables are put in, so that a value with spaces stays one word. Reports unclosed quotes and syntax that only a shell understands.
[[nodiscard]] std::vector<Template> split_words(const Node& scalar, const FieldPlace& place);

}  // namespace stackup
