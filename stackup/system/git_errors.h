#pragma once
// What went wrong in a fetch, told apart by its class: the class decides whether it is tried again.

#include "stackup/base/error.h"

#include <string>
#include <string_view>

namespace stackup {

/// The class of a failure, judged by the words of git, curl, ssh or libgit2.
[[nodiscard]] ErrorCode class_of_failure(std::string_view words);
/// An error for a fetch from `url`, with its cause in its own words and advice that fits the class.
[[nodiscard]] Error fetch_error(const std::string& url, const std::string& words);
/// Whether trying again may help.
[[nodiscard]] bool is_transient(const Error& error);
/// Whether the git program may succeed where libgit2 failed.
[[nodiscard]] bool git_may_do_better(const Error& error);
[[nodiscard]] Error needs_git_error(const std::string& url, const std::string& what_for);
[[nodiscard]] Error interrupted_error(const std::string& url);
[[nodiscard]] Error stalled_error(const std::string& url);

}  // namespace stackup
