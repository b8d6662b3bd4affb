#include "git_fixture.h"

#include <gmock/gmock.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

namespace stackup::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class GitFetchTest : public GitTest {
 protected:
  GitFetchTest() { serve("shop"); }

  /// Clones until the server has sent half of the pack, then cancels. True if the clone ended as cancelled.
  bool cancel_in_the_middle(const CheckoutRequest& wanted, const TestServer& server) {
    boost::asio::io_context loop(1);
    boost::asio::cancellation_signal cancel;
    boost::asio::steady_timer timer(loop);
    bool was_cancelled = false;
    bool is_over = false;
    const auto ended = [&](std::exception_ptr thrown) {
      is_over = true;
      try {
        if (thrown) std::rethrow_exception(thrown);
      } catch (const boost::system::system_error& error) {
        was_cancelled = error.code() == boost::asio::error::operation_aborted;
      }
    };
    boost::asio::co_spawn(loop, drop(repositories->clone(wanted, {})), boost::asio::bind_cancellation_slot(cancel.slot(), ended));
    std::function<void()> look = [&] {
      if (is_over) return;
      const auto requests = server.requests();
      if (!requests.empty() && requests.back().rfind("stalled", 0) == 0) return cancel.emit(boost::asio::cancellation_type::terminal);
      timer.expires_after(std::chrono::milliseconds(10));
      timer.async_wait([&](const boost::system::error_code&) { look(); });
    };
    look();
    loop.run();
    return was_cancelled;
  }

 private:
  static Task<void> drop(Task<Result<CheckoutState>> task) {
    auto ignored = co_await std::move(task);
    EXPECT_FALSE(ignored) << "the clone was not interrupted";
  }
};

TEST_F(GitFetchTest, TriesAgainWhenTheServerIsUnwell) {
  const auto server = start_http({"--fail", "2"});
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_THAT(clock.waits, ElementsAre(seconds(1), seconds(2)));
}

TEST_F(GitFetchTest, TriesAgainWhenTheConnectionBreaks) {
  make_large("shop");
  const auto server = start_http({"--drop", "2"});
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_EQ(sh(work("shop"), "git fsck --no-dangling; git status --porcelain"), "");
  EXPECT_THAT(clock.waits, ElementsAre(seconds(1), seconds(2)));
}

TEST_F(GitFetchTest, GivesUpAfterFourTries) {
  const auto server = start_http({"--always"});
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_network);
  EXPECT_THAT(state.error().why(), HasSubstr("503"));
  EXPECT_THAT(server->requests(), SizeIs(4));
  EXPECT_THAT(clock.waits, ElementsAre(seconds(1), seconds(2), seconds(4)));
  EXPECT_FALSE(fs::exists(work("shop")));
}

TEST_F(GitFetchTest, NeverTriesRefusedCredentialsAgain) {
  for (const auto* status : {"401", "403"}) {
    const auto server = start_http({"--always", "--status", status});
    const auto state = clone(request(http_url(*server, "shop"), "shop"));
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code(), ErrorCode::fetch_authentication) << state.error().why();
    EXPECT_THAT(server->requests(), SizeIs(1));
  }
  EXPECT_THAT(clock.waits, IsEmpty());
}

TEST_F(GitFetchTest, NeverTriesAMissingRepositoryAgain) {
  const auto server = start_http();
  const auto state = clone(request(http_url(*server, "nothing"), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_not_found) << state.error().why();
  EXPECT_THAT(state.error().what(), HasSubstr("there is no repository at"));
  EXPECT_THAT(server->requests(), SizeIs(1));
}

TEST_F(GitFetchTest, SaysThatAHostIsUnknown) {
  const auto state = clone(request("http://no-such-host.invalid/shop.git", "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_network);
  EXPECT_THAT(state.error().why(), HasSubstr("resolve"));
}

TEST_F(GitFetchTest, RefusesAddressesThatRunCommands) {
  for (const auto* url : {"ext::sh -c true", "--upload-pack=touch x", "ftp://example.org/x"}) {
    const auto state = clone(request(url, "shop"));
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code(), ErrorCode::fetch_not_found);
  }
}

TEST_F(GitFetchTest, TakesThePasswordOfTheUrlAndNeverShowsIt) {
  const auto server = start_http({"--password", "ada:lovelace"});
  const auto right = clone(request("http://ada:lovelace@" + server->address() + "/shop.git", "shop"));
  ASSERT_TRUE(right) << right.error().why();
  const auto wrong = clone(request("http://ada:byron@" + server->address() + "/shop.git", "wrong"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code(), ErrorCode::fetch_authentication) << wrong.error().why();
  for (const auto& text : {wrong.error().what(), wrong.error().why(), wrong.error().tries().front()})
    EXPECT_EQ(text.find("byron"), std::string::npos) << text;
}

TEST_F(GitFetchTest, AsksACredentialHelperThroughGit) {
  std::ofstream(root() / "home" / ".gitconfig", std::ios::app)
      << "[credential]\n  helper = \"!f() { echo username=ada; echo password=lovelace; }; f\"\n";
  const auto server = start_http({"--password", "ada:lovelace"});
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_TRUE(state) << state.error().why();
}

TEST_F(GitFetchTest, AsksTheHelperOfThatHostOnly) {
  const auto server = start_http({"--password", "ada:lovelace"});
  const auto configured = [&](const std::string& host) {
    std::ofstream(root() / "home" / ".gitconfig")
        << "[credential \"http://" << host << "\"]\n  helper = \"!f() { echo username=ada; echo password=lovelace; }; f\"\n";
    return clone(request(http_url(*server, "shop"), "shop"));
  };
  const auto other = configured("example.org");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code(), ErrorCode::fetch_authentication);
  EXPECT_THAT(server->requests(), SizeIs(1));
  EXPECT_TRUE(configured(server->address()));
}

TEST_F(GitFetchTest, CancellingLeavesNothing) {
  make_large("shop");
  const auto server = start_http({"--stall"});
  EXPECT_TRUE(cancel_in_the_middle(request(http_url(*server, "shop"), "shop"), *server));
  EXPECT_TRUE(fs::is_empty(root() / "work"));
  for (const auto& entry : fs::recursive_directory_iterator(root() / "cache")) EXPECT_NE(entry.path().extension(), ".pack") << entry.path();
}

TEST_F(GitFetchTest, CancellingTheGitProgramLeavesNothing) {
  make_large("shop");
  const auto server = start_http({"--stall"});
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.depth = 1;
  EXPECT_TRUE(cancel_in_the_middle(wanted, *server));
  EXPECT_TRUE(fs::is_empty(root() / "work"));
}

TEST_F(GitFetchTest, GoesOnAfterACancelledFetch) {
  make_large("shop");
  const auto stalling = start_http({"--stall"});
  auto wanted = request("http://example.invalid/shop.git", "shop");
  wanted.fetch_url = http_url(*stalling, "shop");
  EXPECT_TRUE(cancel_in_the_middle(wanted, *stalling));
  const auto server = start_http();
  wanted.fetch_url = http_url(*server, "shop");
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_EQ(sh(work("shop"), "git fsck --no-dangling; git status --porcelain"), "");
}

TEST_F(GitFetchTest, DumbHttpGoesThroughGit) {
  sh(served("shop"), "git update-server-info");
  const auto server = start_http({"--dumb"});
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_EQ(state->commit, commit_of("shop", "main"));
}

TEST_F(GitFetchTest, DumbHttpWithoutGitSaysSo) {
  sh(served("shop"), "git update-server-info");
  const auto server = start_http({"--dumb"});
  hide_git();
  const auto state = clone(request(http_url(*server, "shop"), "shop"));
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code(), ErrorCode::fetch_unsupported);
  EXPECT_THAT(state.error().what(), HasSubstr("needs the git program: a dumb http server"));
  EXPECT_THAT(clock.waits, IsEmpty());
}

TEST_F(GitFetchTest, EverythingElseWorksWithoutGit) {
  const auto server = start_http();
  hide_git();
  const auto wanted = request(http_url(*server, "shop"), "shop");
  const auto state = clone(wanted);
  ASSERT_TRUE(state) << state.error().why();
  const auto second = advance("shop");
  const auto outcome = update(wanted);
  ASSERT_TRUE(outcome) << outcome.error().why();
  EXPECT_EQ(outcome->to, second);
  EXPECT_EQ(sh(work("shop"), "git fsck --no-dangling; git status --porcelain"), "");
}

TEST_F(GitFetchTest, ShallowAndPartialNeedGit) {
  const auto server = start_http();
  hide_git();
  auto shallow = request(http_url(*server, "shop"), "shop");
  shallow.depth = 1;
  auto partial = request(http_url(*server, "shop"), "shop");
  partial.filter = "blob:none";
  auto large = request(http_url(*server, "shop"), "shop");
  large.lfs = true;
  for (const auto& wanted : {shallow, partial, large}) {
    const auto state = clone(wanted);
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code(), ErrorCode::fetch_unsupported) << state.error().what();
  }
}

TEST_F(GitFetchTest, NothingInTheEnvironmentRedirectsGit) {
  const auto server = start_http();
  auto redirected = environment;
  redirected["GIT_DIR"] = (root() / "elsewhere").string();
  redirected["GIT_WORK_TREE"] = (root() / "elsewhere").string();
  redirected["GIT_INDEX_FILE"] = (root() / "index").string();
  start_with(redirected);
  auto wanted = request(http_url(*server, "shop"), "shop");
  wanted.depth = 1;
  ASSERT_TRUE(clone(wanted));
  EXPECT_FALSE(fs::exists(root() / "elsewhere"));
  EXPECT_FALSE(fs::exists(root() / "index"));
}

TEST_F(GitFetchTest, FindsACommitThatIsOnNoBranch) {
  const auto lone = sh(root() / "seed-shop",
                       "git checkout -q --detach && echo lone > lone.txt && git add . && git commit -qm lone && git push -q origin "
                       "HEAD:refs/changes/1 && git rev-parse HEAD");
  const auto server = start_http();
  const auto state = clone(request(http_url(*server, "shop"), "shop", Commit{lone}));
  ASSERT_TRUE(state) << state.error().why();
  EXPECT_EQ(state->commit, lone);
  EXPECT_FALSE(state->has_local_work());
}

}  // namespace
}  // namespace stackup::testing
