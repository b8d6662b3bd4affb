#include "stackup/system/git_errors.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

/// What the programs really say, gathered from git 2.39, OpenSSH 9.2 and libgit2 1.5.
TEST(GitErrorsTest, KnowsTheClassOfEachFailure) {
  const std::vector<std::pair<ErrorCode, const char*>> said{
      {ErrorCode::fetch_network, "fatal: unable to access 'http://h/x/': Could not resolve host: h"},
      {ErrorCode::fetch_network, "failed to resolve address for h: Temporary failure in name resolution"},
      {ErrorCode::fetch_network, "failed to connect to 127.0.0.1: Connection refused"},
      {ErrorCode::fetch_network,
       "fatal: unable to access 'http://h/x/': Failed to connect to h port 80 after 1 ms: Couldn't connect to server"},
      {ErrorCode::fetch_network, "fatal: unable to access 'http://h/x/': The requested URL returned error: 503"},
      {ErrorCode::fetch_network, "unexpected http status code: 502"},
      {ErrorCode::fetch_network, "error: RPC failed; curl 18 transfer closed with 9 bytes remaining to read; fatal: early EOF"},
      {ErrorCode::fetch_network, "http parser error: stream ended at an unexpected time"},
      {ErrorCode::fetch_network,
       "fatal: unable to access 'https://h/x/': Operation too slow. Less than 100 bytes/sec transferred the last 60 seconds"},
      {ErrorCode::fetch_network, "ssh: connect to host h port 22: No route to host; fatal: Could not read from remote repository."},
      {ErrorCode::fetch_network, "kex_exchange_identification: Connection closed by remote host"},
      {ErrorCode::fetch_authentication, "remote authentication required but no callback set"},
      {ErrorCode::fetch_authentication, "fatal: Authentication failed for 'http://h/x/'"},
      {ErrorCode::fetch_authentication, "fatal: could not read Username for 'http://h': terminal prompts disabled"},
      {ErrorCode::fetch_authentication, "fatal: unable to access 'http://h/x/': The requested URL returned error: 403"},
      {ErrorCode::fetch_authentication, "git@h: Permission denied (publickey).; fatal: Could not read from remote repository."},
      {ErrorCode::fetch_authentication, "Host key verification failed.; fatal: Could not read from remote repository."},
      {ErrorCode::fetch_not_found, "fatal: repository 'http://h/x/' not found"},
      {ErrorCode::fetch_not_found, "unexpected http status code: 404"},
      {ErrorCode::fetch_not_found, "fatal: remote error: access denied or repository not exported: /x"},
      {ErrorCode::fetch_not_found, "fatal: '/srv/x' does not appear to be a git repository; fatal: Could not read from remote repository."},
      {ErrorCode::fetch_not_found, "fatal: couldn't find remote ref refs/heads/mian"},
      {ErrorCode::fetch_unsupported, "invalid content-type: 'text/plain'"},
      {ErrorCode::disk_full, "fatal: write error: No space left on device; fatal: fetch-pack: invalid index-pack output"},
      {ErrorCode::fetch_failed, "the SSL certificate is invalid"},
      {ErrorCode::fetch_failed,
       "fatal: unable to access 'https://h/x/': server certificate verification failed. CAfile: none CRLfile: none"},
      {ErrorCode::fetch_failed, "error: object 0123 is corrupt"},
  };
  for (const auto& [code, words] : said) EXPECT_EQ(to_string(class_of_failure(words)), to_string(code)) << words;
}

TEST(GitErrorsTest, OnlyTheNetworkIsTriedAgain) {
  EXPECT_TRUE(is_transient(fetch_error("https://h/x", "failed to connect to h: Connection timed out")));
  EXPECT_TRUE(is_transient(stalled_error("https://h/x")));
  EXPECT_FALSE(is_transient(fetch_error("https://h/x", "unexpected http status code: 404")));
  EXPECT_FALSE(is_transient(fetch_error("https://h/x", "remote authentication required but no callback set")));
  EXPECT_FALSE(is_transient(fetch_error("https://h/x", "error: object 0123 is corrupt")));
}

TEST(GitErrorsTest, QuotesTheCauseOnOneLine) {
  const auto error =
      fetch_error("git@h:x",
                  "git@h: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n\nPlease make sure you have the "
                  "correct access rights\nand the repository exists.\n");
  EXPECT_EQ(error.what(), "git@h:x refused the credentials");
  EXPECT_EQ(error.why(), "git@h: Permission denied (publickey).; fatal: Could not read from remote repository.");
  EXPECT_EQ(error.tries(), (std::vector<std::string>{"see which keys the agent has: ssh-add -l; load yours: ssh-add",
                                                     "check that the server lets you in: ssh -T h"}));
}

}  // namespace
}  // namespace stackup
