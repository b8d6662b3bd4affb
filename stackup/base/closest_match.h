#pragma once
// "Did you mean …?"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// The candidate that `word` was most likely meant to be: the one with the smallest edit distance (insert, delete, replace, swap neighbours), if that
/// distance is at most a third of the longer word and at least half of the word stays. Ties go to the earlier candidate.
[[nodiscard]] std::optional<std::string> closest_match(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace stackup
