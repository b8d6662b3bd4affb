#include "git_fixture.h"

#include <gmock/gmock.h>

#include <pwd.h>

/// libgit2 1.5 forgets libssh2's memory when it refuses a host.
extern "C" const char* __lsan_default_suppressions() { return "leak:libssh2\n"; }

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A real sshd on loopback with a key of its own, which lets in whoever has the test's key.
class GitSshTest : public GitTest {
 protected:
  GitSshTest() {
    serve("shop");
    fs::create_directories(root() / "home/.ssh");
    sh(root(),
       "ssh-keygen -q -t ed25519 -N '' -f host_key && ssh-keygen -q -t ed25519 -N '' -f home/.ssh/user_key && cp home/.ssh/user_key.pub "
       "allowed");
    std::ofstream(root() / "sshd_config")
        << "HostKey " << (root() / "host_key").string() << "\nAuthorizedKeysFile " << (root() / "allowed").string()
        << "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\nPermitRootLogin yes\n";
    server_ = start_inetd({"/usr/sbin/sshd", "-i", "-f", (root() / "sshd_config").string()});
    std::ofstream(root() / "ssh_config") << "Host *\n  IdentityFile " << (root() / "home/.ssh/user_key").string()
                                         << "\n  IdentitiesOnly yes\n  UserKnownHostsFile " << (root() / "home/.ssh/known_hosts").string()
                                         << "\n";
    environment["GIT_SSH_COMMAND"] = "ssh -F " + (root() / "ssh_config").string();
    start_with(environment);
  }

  std::string url() {
    const auto* user = ::getpwuid(::getuid());
    return std::string("ssh://") + user->pw_name + "@" + server_->address() + served("shop").string();
  }
  void trust_host() {
    const auto key = text_of(root() / "host_key.pub");
    std::ofstream(root() / "home/.ssh/known_hosts") << "[127.0.0.1]:" << server_->port() << " " << key.substr(0, key.rfind(' ')) << "\n";
  }

  std::unique_ptr<TestServer> server_;
};

TEST_F(GitSshTest, ClonesThroughTheSshProgram) {
  trust_host();
  const auto state = clone(request(url(), "shop"));
  ASSERT_TRUE(state) << state.error().what() << ": " << state.error().why();
  EXPECT_EQ(state->commit, commit_of("shop", "main"));
}

TEST_F(GitSshTest, RefusesAnUnknownHost) {
  const auto state = clone(request(url(), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_authentication) << state.error().why();
  EXPECT_THAT(state.error().what(), HasSubstr("the ssh key of the server " + server_->address() + " is not a known one"));
  EXPECT_THAT(state.error().tries().front(), HasSubstr("ssh-keyscan -p " + std::to_string(server_->port()) + " 127.0.0.1"));
  EXPECT_THAT(clock.waits, IsEmpty());
}

TEST_F(GitSshTest, SaysThatTheKeyIsRefused) {
  trust_host();
  std::ofstream(root() / "allowed") << "";
  const auto state = clone(request(url(), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_authentication);
  EXPECT_THAT(state.error().why(), HasSubstr("Permission denied"));
  EXPECT_THAT(server_->requests(), ::testing::SizeIs(1));
}

/// Without the git program: libgit2 with the agent.
class GitSshAgentTest : public GitSshTest {
 protected:
  GitSshAgentTest() {
    agent_ = std::make_unique<TestServer>(
        std::vector<std::string>{"python3", "-u", "-c",
                                 "import os, sys, subprocess\n"
                                 "agent = subprocess.Popen(['ssh-agent', '-D', '-a', sys.argv[1]], stdout=subprocess.PIPE)\n"
                                 "agent.stdout.readline()\n"
                                 "print(1)\n"
                                 "agent.wait()\n",
                                 (root() / "agent").string()},
        root() / "agent.log");
    ::setenv("SSH_AUTH_SOCK", (root() / "agent").c_str(), 1);
    ::setenv("HOME", (root() / "home").c_str(), 1);
    hide_git();
  }
  ~GitSshAgentTest() override {
    ::unsetenv("SSH_AUTH_SOCK");
    if (home_) ::setenv("HOME", home_->c_str(), 1);
  }
  void load_key() { sh(root(), "ssh-add -q home/.ssh/user_key"); }

 private:
  std::optional<std::string> home_ = std::getenv("HOME") != nullptr ? std::optional<std::string>(std::getenv("HOME")) : std::nullopt;
  std::unique_ptr<TestServer> agent_;
};

TEST_F(GitSshAgentTest, ClonesWithAKeyOfTheAgent) {
  trust_host();
  load_key();
  const auto state = clone(request(url(), "shop"));
  ASSERT_TRUE(state) << state.error().what() << ": " << state.error().why();
  EXPECT_EQ(state->commit, commit_of("shop", "main"));
}

TEST_F(GitSshAgentTest, RefusesAnUnknownHost) {
  load_key();
  const auto state = clone(request(url(), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_authentication) << state.error().why();
  EXPECT_THAT(state.error().what(), HasSubstr("is not a known one"));
}

TEST_F(GitSshAgentTest, SaysThatTheAgentHasNoKeyForTheServer) {
  trust_host();
  const auto state = clone(request(url(), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_authentication) << state.error().why();
  EXPECT_THAT(clock.waits, IsEmpty());
}

}  // namespace
}  // namespace stackup::testing
