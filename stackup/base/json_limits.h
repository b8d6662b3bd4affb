#pragma once
// What a JSON text from outside may ask of us. The library parses any depth, but copies, compares and prints by recursion: a text that is all brackets would
// use up the stack. Numbers are taken as they come, and would overflow.

#include "stackup/base/duration.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace stackup {

inline constexpr std::size_t deepest_json = 100;

/// Whether lists and objects are nested deeper than deepest_json; also of a text that is no JSON.
[[nodiscard]] bool is_nested_too_deep(std::string_view json);
/// Whether a number stands in it that no whole number of 64 bits can hold: the library would convert it without a look, which is undefined.
[[nodiscard]] bool has_huge_number(std::string_view json);
/// At most two centuries either way.
[[nodiscard]] Duration duration_of_microseconds(std::int64_t count);
[[nodiscard]] std::int64_t limited_milliseconds(std::int64_t since_1970);

}  // namespace stackup
