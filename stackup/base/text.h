#pragma once
// Small questions about text that the standard library leaves open.

#include <string>
#include <string_view>
#include <vector>

namespace stackup {

[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
/// Lines without their newline; a last empty line does not count.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// `[a-z][a-z0-9_-]*`: what steps, processes, ports, secrets and aliases may be called.
[[nodiscard]] bool is_plain_name(std::string_view text);
/// `[A-Za-z_][A-Za-z0-9_]*`
[[nodiscard]] bool is_environment_name(std::string_view text);
/// Quoted for a POSIX shell where that is needed: for showing commands that a reader can copy.
[[nodiscard]] std::string shell_quoted(std::string_view word);
[[nodiscard]] std::string shell_quoted(const std::vector<std::string>& words);
/// Without control characters other than tab (terminal escapes, NUL) and with invalid UTF-8 replaced, so that it can be shown to anyone.
[[nodiscard]] std::string printable(std::string_view text);
/// "1 step", "3 steps".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace stackup
