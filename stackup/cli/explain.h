#pragma once
// The error catalogue for people: `stackup explain` and docs/errors.md are made here, so that they can't disagree.

#include "stackup/base/embedded.h"
#include "stackup/base/result.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace stackup {

/// How each error looks when it happens, by code.
using ErrorExamples = std::map<ErrorCode, std::string_view>;

/// From files that begin with "error[CODE]", such as those of tests/golden/errors. Of several for one code the first counts.
[[nodiscard]] ErrorExamples error_examples(std::span<const EmbeddedFile> files);
/// The files that were built in.
[[nodiscard]] std::span<const EmbeddedFile> embedded_error_examples();

/// Finds SU0302, su302, 302 and the code's name (unknown_recipe); an unknown one is bad_usage with the closest.
[[nodiscard]] Result<ErrorEntry> find_error(std::string_view word);

[[nodiscard]] std::string explain_text(const ErrorEntry& entry, const ErrorExamples& examples, const Screen& screen);
/// Every code with its summary, by what it is about.
[[nodiscard]] std::string error_list(const Screen& screen);
/// docs/errors.md
[[nodiscard]] std::string errors_markdown(const ErrorExamples& examples);
/// {"v":1,"kind":"errors","errors":[{"code":…,"name":…,"summary":…,"explanation":…}]}
[[nodiscard]] std::string errors_json(std::span<const ErrorEntry> entries);

[[nodiscard]] Verb explain_verb();

}  // namespace stackup
