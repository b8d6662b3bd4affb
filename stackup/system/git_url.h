#pragma once
// Where a repository can be got from, read off its URL.

#include <filesystem>
#include <optional>
#include <string>

namespace stackup {

enum class GitTransport { local, http, git, ssh, unknown };

[[nodiscard]] GitTransport transport_of(const std::string& url);
/// The directory that a path or a file:// URL names; nothing for any other URL.
[[nodiscard]] std::optional<std::filesystem::path> local_path_of(const std::string& url);
/// `example.org`, `example.org:2222`; empty for local paths.
[[nodiscard]] std::string host_of(const std::string& url);
/// For messages and logs: without user name and password where there is a password.
[[nodiscard]] std::string shown_url(const std::string& url);
/// `words` with each occurrence of the url replaced by its shown form.
[[nodiscard]] std::string without_password(std::string words, const std::string& url);

}  // namespace stackup
