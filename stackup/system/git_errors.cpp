#include "stackup/system/git_errors.h"

#include "stackup/base/text.h"
#include "stackup/system/git_url.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace stackup {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

template <std::size_t N>
bool has_any(const std::string& text, const std::array<const char*, N>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const char* phrase) { return text.find(phrase) != std::string::npos; });
}

// Each list holds what git 2.39, curl 7.88, OpenSSH 9.2 and libgit2 1.5 say; lower case.
constexpr std::array disk_words{"no space left on device", "disk quota exceeded"};
constexpr std::array unsupported_words{"invalid content-type", "unsupported url protocol"};
constexpr std::array host_key_words{
    "host key verification failed",          "unknown certificate", "hostkey", "known_hosts", "remote host identification has changed",
    "invalid or unknown remote ssh host key"};
constexpr std::array authentication_words{"authentication failed",
                                          "authentication required",
                                          "could not read username",
                                          "could not read password",
                                          "terminal prompts disabled",
                                          "permission denied",
                                          "status code: 401",
                                          "status code: 403",
                                          "returned error: 401",
                                          "returned error: 403",
                                          "authentication replays",
                                          "no callback set",
                                          "failed to authenticate",
                                          "no authentication methods",
                                          "error authenticating",
                                          "access denied for",
                                          "no ssh agent",
                                          "failed connecting agent",
                                          "username does not match"};
constexpr std::array not_found_words{"status code: 404",
                                     "returned error: 404",
                                     "not found",
                                     "does not exist",
                                     "not exported",
                                     "couldn't find remote ref",
                                     "does not appear to be a git repository",
                                     "no such repository",
                                     "not our ref",
                                     "unadvertised object",
                                     "status code: 410",
                                     "returned error: 410"};
constexpr std::array network_words{"resolve",
                                   "connect",
                                   "connection",
                                   "timed out",
                                   "timeout",
                                   "too slow",
                                   "status code: 5",
                                   "returned error: 5",
                                   "early eof",
                                   "unexpected eof",
                                   "ended at an unexpected",
                                   "unexpectedly",
                                   "unexpected disconnect",
                                   "hung up",
                                   "reset by peer",
                                   "broken pipe",
                                   "network is unreachable",
                                   "no route to host",
                                   "temporary failure",
                                   "returned error: 429",
                                   "status code: 429",
                                   "rpc failed",
                                   "socket",
                                   "recv failure",
                                   "empty reply",
                                   "interrupted system call",
                                   "transferred a partial file",
                                   "remote did not send",
                                   "truncated"};
constexpr std::array certificate_words{"ssl certificate", "certificate verif", "certificate is not", "x509",
                                       "self-signed",     "self signed",       "server certificate"};

/// On one line, without what git says to everyone.
std::string one_line(const std::string& said) {
  std::vector<std::string> kept;
  for (const auto& line : lines_of(said)) {
    const auto words = std::string(trimmed(line));
    const bool is_common =
        words.empty() || words == "Please make sure you have the correct access rights" || words == "and the repository exists.";
    if (!is_common) kept.push_back(words);
  }
  return printable(join(kept, "; "));
}

bool is_about_host_key(const std::string& words) { return has_any(words, host_key_words); }

std::string without_port(const std::string& host) { return host.substr(0, host.find(':')); }

std::string keyscan_of(const std::string& host) {
  const auto colon = host.find(':');
  const auto port = colon == std::string::npos ? std::string() : "-p " + host.substr(colon + 1) + " ";
  return "ssh-keyscan " + port + without_port(host) +
         " >> ~/.ssh/known_hosts   (after comparing the key's fingerprint with the one that the server's owner publishes)";
}

Error authentication_error(const std::string& url, const std::string& words) {
  const auto host = host_of(url);
  if (is_about_host_key(words)) {
    return Error(ErrorCode::fetch_authentication,
                 "the ssh key of the server " + host + " is not a known one, so " + shown_url(url) + " was not fetched")
        .try_(keyscan_of(host))
        .try_("or connect once by hand, which shows the fingerprint: ssh " + without_port(host));
  }
  auto error = Error(ErrorCode::fetch_authentication, shown_url(url) + " refused the credentials");
  if (transport_of(url) == GitTransport::ssh) {
    return error.try_("see which keys the agent has: ssh-add -l; load yours: ssh-add")
        .try_("check that the server lets you in: ssh -T " + without_port(host));
  }
  return error.try_(
      "check that the repository is public, or give git the credentials: git config --global credential.helper store, then git ls-remote " +
      shown_url(url));
}

Error network_error(const std::string& url) {
  auto error = Error(ErrorCode::fetch_network, shown_url(url) + " could not be reached");
  const auto host = host_of(url);
  return error.try_("check the network: git ls-remote " + shown_url(url))
      .try_("or fetch from elsewhere: --mirror " + (host.empty() ? "FROM" : host) + "=TO");
}

}  // namespace

ErrorCode class_of_failure(std::string_view said) {
  const auto words = lower(said);
  if (has_any(words, disk_words)) return ErrorCode::disk_full;
  if (has_any(words, unsupported_words)) return ErrorCode::fetch_unsupported;
  if (is_about_host_key(words) || has_any(words, authentication_words)) return ErrorCode::fetch_authentication;
  if (has_any(words, certificate_words)) return ErrorCode::fetch_failed;
  if (has_any(words, not_found_words)) return ErrorCode::fetch_not_found;
  if (has_any(words, network_words)) return ErrorCode::fetch_network;
  return ErrorCode::fetch_failed;
}

Error fetch_error(const std::string& url, const std::string& said) {
  const auto words = one_line(without_password(said, url));
  const auto make = [&]() -> Error {
    switch (class_of_failure(words)) {
      case ErrorCode::disk_full:
        return Error(ErrorCode::disk_full, "the disk filled up while " + shown_url(url) + " was fetched")
            .try_("free some space, then run the same command again");
      case ErrorCode::fetch_unsupported:
        return needs_git_error(url, "a dumb http server");
      case ErrorCode::fetch_authentication:
        return authentication_error(url, lower(words));
      case ErrorCode::fetch_not_found:
        return Error(ErrorCode::fetch_not_found, "there is no repository at " + shown_url(url))
            .try_("check its spelling: git ls-remote " + shown_url(url));
      case ErrorCode::fetch_network:
        return network_error(url);
      default:
        return Error(ErrorCode::fetch_failed, shown_url(url) + " could not be fetched")
            .try_("see whether git can: git ls-remote " + shown_url(url));
    }
  };
  return make().because(words);
}

bool is_transient(const Error& error) { return error.code() == ErrorCode::fetch_network; }

bool git_may_do_better(const Error& error) { return error.code() == ErrorCode::fetch_unsupported; }

Error needs_git_error(const std::string& url, const std::string& what_for) {
  return Error(ErrorCode::fetch_unsupported, "fetching " + shown_url(url) + " needs the git program: " + what_for)
      .because("git is not in PATH, and the built-in libgit2 can't do this")
      .try_("install git (Debian: apt install git), or take the option out of the recipe's repository section");
}

Error interrupted_error(const std::string& url) {
  return Error(ErrorCode::fetch_interrupted, "fetching " + shown_url(url) + " was interrupted")
      .try_("run the same command again; what had arrived complete is kept");
}

Error stalled_error(const std::string& url) {
  return network_error(url).because("the server was reached, but then nothing arrived for a minute");
}

}  // namespace stackup
