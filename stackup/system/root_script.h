#pragma once
// The scripts that stackup runs with sudo: part of the binary, written to a directory of the user's own before they are run, so that anyone can read
// what runs as root.

#include "stackup/base/embedded.h"
#include "stackup/base/result.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace stackup {

[[nodiscard]] std::span<const EmbeddedFile> embedded_root_scripts();
/// The text of "install-packages.sh" or "ask-password.sh".
[[nodiscard]] std::string root_script(std::string_view name);
/// Writes that script to `directory` (made 0700) unless it is there already; it is 0500 and never half written.
Result<void> write_root_script(const std::filesystem::path& directory, const std::string& name);

}  // namespace stackup
