#include "stackup/system/git_url.h"

#include <cctype>

namespace stackup {

namespace {

bool begins_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

/// %20 and its like, as file:// URLs have them.
std::string percent_decoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
                           std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0;
    if (is_escape) {
      decoded += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

/// `user@host:path` or `host:path`, with no slash before the colon.
bool is_scp_like(const std::string& url) {
  const auto colon = url.find(':');
  return colon != std::string::npos && colon > 0 && url.find('/') > colon && url.find("::") == std::string::npos;
}

}  // namespace

GitTransport transport_of(const std::string& url) {
  if (url.empty() || url.front() == '-') return GitTransport::unknown;
  if (begins_with(url, "file://") || url.front() == '/' || url.front() == '.') return GitTransport::local;
  if (begins_with(url, "https://") || begins_with(url, "http://")) return GitTransport::http;
  if (begins_with(url, "git://")) return GitTransport::git;
  if (begins_with(url, "ssh://") || begins_with(url, "git+ssh://") || begins_with(url, "ssh+git://")) return GitTransport::ssh;
  if (url.find("://") != std::string::npos) return GitTransport::unknown;
  if (is_scp_like(url)) return GitTransport::ssh;
  return url.find(':') == std::string::npos ? GitTransport::local : GitTransport::unknown;
}

std::optional<std::filesystem::path> local_path_of(const std::string& url) {
  if (transport_of(url) != GitTransport::local) return std::nullopt;
  if (!begins_with(url, "file://")) return std::filesystem::path(url);
  const auto path = url.find('/', 7);
  return path == std::string::npos ? std::nullopt : std::optional<std::filesystem::path>(percent_decoded(url.substr(path)));
}

std::string host_of(const std::string& url) {
  const auto transport = transport_of(url);
  if (transport == GitTransport::local || transport == GitTransport::unknown) return {};
  const auto scheme = url.find("://");
  auto rest = scheme == std::string::npos ? url : url.substr(scheme + 3);
  rest = rest.substr(0, scheme == std::string::npos ? rest.find(':') : rest.find('/'));
  const auto at = rest.rfind('@');
  return at == std::string::npos ? rest : rest.substr(at + 1);
}

std::string shown_url(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const auto end = url.find('/', scheme + 3);
  const auto authority = url.substr(scheme + 3, end == std::string::npos ? std::string::npos : end - scheme - 3);
  const auto at = authority.rfind('@');
  const bool is_plain_user = transport_of(url) == GitTransport::ssh && authority.substr(0, at).find(':') == std::string::npos;
  if (at == std::string::npos || is_plain_user) return url;
  return url.substr(0, scheme + 3) + authority.substr(at + 1) + (end == std::string::npos ? "" : url.substr(end));
}

std::string without_password(std::string words, const std::string& url) {
  const auto shown = shown_url(url);
  if (shown == url) return words;
  for (auto at = words.find(url); at != std::string::npos; at = words.find(url, at + shown.size())) words.replace(at, url.size(), shown);
  return words;
}

}  // namespace stackup
