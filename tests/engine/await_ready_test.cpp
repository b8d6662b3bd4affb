#include "stackup/engine/await_ready.h"

#include "tests/fakes/fake_world.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

class AwaitReadyTest : public ::testing::Test {
 protected:
  AwaitReadyTest() {
    spec.id = "api/web";
    spec.log = "/w/api.log";
    spec.ready_timeout = 2s;
  }

  Result<void> outcome() {
    const auto result = world.clock.finish(await_ready(spec, started, ProcessPorts{world.clock, world.processes, world.network, world.files}));
    EXPECT_TRUE(result.has_value()) << "it still waits";
    return result ? *result : fail(Error(ErrorCode::bug, "it still waits"));
  }
  /// Why it did not become ready.
  std::string why() {
    const auto result = outcome();
    EXPECT_FALSE(result.has_value());
    return result ? "it is ready" : result.error().why();
  }

  FakeWorld world;
  ProcessSpec spec;
  StartedProcess started{77, 0, nullptr};
};

TEST_F(AwaitReadyTest, StartedIsReadyAtOnce) {
  spec.ready = StartedProbe{};
  EXPECT_TRUE(outcome());
  EXPECT_EQ(world.clock.elapsed(), 0s);
}

TEST_F(AwaitReadyTest, PausesLongerEachTimeUpToAQuarterOfASecond) {
  spec.ready = TcpProbe{"127.0.0.1", 80};
  world.network.connects = {fail(Error(ErrorCode::not_ready, "").because("Connection refused"))};
  EXPECT_EQ(why(), "Connection refused");
  std::vector<Duration> pauses;
  for (std::size_t i = 1; i < world.network.asked.size(); ++i) pauses.push_back(world.network.asked[i].at - world.network.asked[i - 1].at);
  std::vector<Duration> expected = {1ms, 2ms, 4ms, 8ms, 16ms, 32ms, 64ms, 128ms, 250ms, 250ms, 250ms, 250ms, 250ms, 250ms};
  expected.resize(pauses.size());
  EXPECT_GE(pauses.size(), 13U);
  EXPECT_EQ(pauses, expected);
  EXPECT_GE(world.clock.elapsed(), 2s);
}

TEST_F(AwaitReadyTest, AnExpensiveProbeTakesNoMoreThanHalfOfTheTime) {
  spec.ready = TcpProbe{"127.0.0.1", 80};
  spec.ready_timeout = 3s;
  world.network.answers_after = 400ms;
  world.network.connects = {fail(Error(ErrorCode::not_ready, "")), fail(Error(ErrorCode::not_ready, "")), Result<void>{}};
  EXPECT_TRUE(outcome());
  EXPECT_EQ(world.network.asked, (std::vector<FakeNetwork::Asked>{{"127.0.0.1:80", 0s}, {"127.0.0.1:80", 800ms}, {"127.0.0.1:80", 1600ms}}));
}

TEST_F(AwaitReadyTest, TheErrorCarriesTheLastAnswerAndTheLogSinceTheStart) {
  spec.ready = TcpProbe{"127.0.0.1", 80};
  world.network.owners = {Ownership::nobody};
  world.files.texts["/w/api.log"] = "old\nnew\n";
  started.log_offset = 4;
  const auto result = outcome();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), Error(ErrorCode::not_ready, "api/web did not become ready within 2.0 s").because("nothing listens on port 80 yet").log("/w/api.log", {"new"}));
  EXPECT_TRUE(world.network.asked.empty()) << "who asks before something listens may be answered by another";
}

TEST_F(AwaitReadyTest, AForeignListenerIsToldApart) {
  spec.ready = TcpProbe{"127.0.0.1", 80};
  world.network.owners = {Ownership::foreign};
  world.network.names[80] = "nginx (pid 12)";
  const auto result = outcome();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), Error(ErrorCode::foreign_listener, "api/web did not become ready within 2.0 s").because("port 80 is answered by nginx (pid 12), which is not part of this process").log("/w/api.log", {}));
}

TEST_F(AwaitReadyTest, AListenerWhoseOwnerIsUnknownIsTakenOnTrust) {
  spec.ready = TcpProbe{"127.0.0.1", 80};
  world.network.owners = {Ownership::unknown};
  EXPECT_TRUE(outcome());
  EXPECT_EQ(world.network.owners_asked, (std::vector<std::pair<int, int>>{{80, 77}}));
}

TEST_F(AwaitReadyTest, APortIsAskedUntilItAnswersAsExpected) {
  spec.ready = TcpProbe{"127.0.0.1", 80, "PING\r\n", {Expectation::Kind::substring, "PONG"}};
  world.network.answers = {fail(Error(ErrorCode::not_ready, "").because("Connection refused")), std::string("-LOADING"), std::string("+PONG\r\n")};
  EXPECT_TRUE(outcome());
  EXPECT_EQ(world.network.questions.size(), 3U);
}

TEST_F(AwaitReadyTest, ASilentPortIsNotReady) {
  spec.ready = TcpProbe{"127.0.0.1", 80, "PING\r\n", {}};
  EXPECT_EQ(why(), "it answers nothing");
  world.network.answers = {std::string("anything")};
  EXPECT_TRUE(outcome());
}

TEST_F(AwaitReadyTest, HttpWantsItsStatus) {
  spec.ready = HttpProbe{"http://127.0.0.1:80/health", 80, 204, {}};
  world.network.replies = {HttpReply{503, ""}};
  EXPECT_EQ(why(), "http://127.0.0.1:80/health answers 503, not 204");
  world.network.replies = {HttpReply{204, ""}};
  EXPECT_TRUE(outcome());
}

TEST_F(AwaitReadyTest, HttpWantsWhatItExpects) {
  spec.ready = HttpProbe{"http://127.0.0.1:80/", 80, 200, {Expectation::Kind::substring, "pong"}};
  world.network.replies = {HttpReply{200, "ping"}};
  EXPECT_EQ(why(), "expected something with 'pong', got 'ping'");
  world.network.replies = {HttpReply{200, "a pong"}};
  EXPECT_TRUE(outcome());
}

TEST_F(AwaitReadyTest, HttpWithoutAPortOfItsOwnDoesNotAskForTheOwner) {
  spec.ready = HttpProbe{"http://127.0.0.1:80/", 0, 200, {}};
  EXPECT_TRUE(outcome());
  EXPECT_TRUE(world.network.owners_asked.empty());
}

TEST_F(AwaitReadyTest, ACommandIsTriedUntilItSucceedsAndSaysWhatIsExpected) {
  spec.ready = RunProbe{Program{{"pg_isready"}, "/w", {}, ""}, {Expectation::Kind::substring, "accepting"}};
  world.processes.runs["pg_isready"] = {ScriptedRun{.lines = {"no response"}, .exit = {.code = 2}}, ScriptedRun{.lines = {"starting"}}, ScriptedRun{.lines = {"accepting connections"}}};
  EXPECT_TRUE(outcome());
  EXPECT_EQ(world.processes.run_requests.size(), 3U);
}

TEST_F(AwaitReadyTest, ACommandThatNeverSucceedsIsQuoted) {
  spec.ready = RunProbe{Program{{"pg_isready"}, "/w", {}, ""}, {}};
  world.processes.runs["pg_isready"] = {ScriptedRun{.lines = {"no", "response"}, .exit = {.code = 2}}};
  EXPECT_EQ(why(), "exit code 2: no | response");
}

TEST_F(AwaitReadyTest, ACommandThatCannotBeStartedIsToldInItsOwnWords) {
  spec.ready = RunProbe{Program{{"pg_isready"}, "/w", {}, ""}, {}};
  world.processes.runs["pg_isready"] = {fail(Error(ErrorCode::bug, "").because("No such file or directory"))};
  EXPECT_EQ(why(), "No such file or directory");
}

TEST_F(AwaitReadyTest, TheLogIsSearchedFromWhereTheProcessBegan) {
  spec.ready = LogProbe{"^ready to (serve|work)$"};
  world.files.texts["/w/api.log"] = "ready to serve\n";
  started.log_offset = world.files.texts["/w/api.log"].size();
  EXPECT_EQ(why(), "no line of the log matches '^ready to (serve|work)$' yet");
  world.files.texts["/w/api.log"] += "starting\nready to work\n";
  EXPECT_TRUE(outcome());
}

TEST_F(AwaitReadyTest, TheLogIsSearchedOnWhereItsHeadIsCut) {
  spec.ready = LogProbe{"^ready$"};
  auto& log = world.files.texts["/w/api.log"];
  log = "ready\nstarting\nmore\n";
  started.log_offset = 6;
  std::uint64_t cut = 0;
  started.log_cut = &cut;
  world.clock.after(100ms, [&] {
    log = "ready of long ago, cut in the middle\nready\n";  // begins where "more" stood
    cut = 15;
  });
  EXPECT_TRUE(outcome());
}

TEST_F(AwaitReadyTest, TheLogIsSearchedFurtherThanOneTryReads) {
  spec.ready = LogProbe{"^ready$"};
  world.files.texts["/w/api.log"] = std::string(5 << 20, 'x') + "\nready\n";
  EXPECT_TRUE(outcome());
}

TEST_F(AwaitReadyTest, AProcessThatSendsNoReadyIsToldSo) {
  spec.ready = NotifyProbe{};
  world.network.notifications = {{10ms, "STATUS=busy\nREADY=0"}};
  const auto socket = world.network.listen_for_notifications("/run/x");
  started.notifications = socket->get();
  EXPECT_EQ(why(), "the process never sent READY=1 to NOTIFY_SOCKET");
}

TEST(LogTail, HoldsTheLastLinesPrintableAndShort) {
  FakeFiles files;
  files.texts["/l"] = "1\n2\n\x1b[31m3\n" + std::string(600, 'x') + "\n";
  const auto tail = log_tail(files, "/l", 0, 2);
  ASSERT_EQ(tail.size(), 2U);
  EXPECT_EQ(tail[0].find('\x1b'), std::string::npos);
  EXPECT_EQ(tail[1], std::string(500, 'x'));
  EXPECT_TRUE(log_tail(files, "/none", 0, 2).empty());
}

}  // namespace
}  // namespace stackup::testing
