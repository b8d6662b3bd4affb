#pragma once
// `stackup init`: a first recipe for the project in a directory.

#include "stackup/cli/init_guess.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <filesystem>
#include <string>

namespace stackup {

class Files;

/// Reads what guesses are drawn from; of a large file only the start.
[[nodiscard]] Project read_project(const std::filesystem::path& directory, const Files& files);

/// What was written, which guesses need a look, and what to do next. `move` is the command that goes to the directory, or empty.
[[nodiscard]] std::string init_text(const RecipeDraft& draft, const std::string& file, const std::string& move, const Screen& screen);
enum class Written { no, yes };
/// {"v":1,"kind":"init","file":…,"written":…,"name":…,"guesses":[{"section":…,"entry":…,"certainty":"likely","why":…}],"notes":[…],"recipe":…}
[[nodiscard]] std::string init_json(const RecipeDraft& draft, const std::string& file, Written written);

[[nodiscard]] Verb init_verb();

}  // namespace stackup
