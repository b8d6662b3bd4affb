#include "stackup/control/control_client.h"

#include "stackup/control/control_server.h"
#include "tests/control/sample_specs.h"
#include "tests/fakes/failure_of.h"
#include "tests/fakes/fake_supervision.h"
#include "tests/fakes/temporary_directory.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <csignal>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

namespace asio = boost::asio;

/// A client and a server on one real loop; the client's pauses take no time.
class ControlClientTest : public ::testing::Test {
 protected:
  ControlClientTest() : client(socket, clock, [this] { return launch(); }) {}
  ~ControlClientTest() override { server.reset(); }

  Result<void> launch() {
    ++launches;
    if (launch_failure) return fail(*launch_failure);
    if (launches > in_vain) serve();
    return {};
  }
  void serve() {
    auto listening = ControlServer::listen(loop.get_executor(), socket, supervision);
    ASSERT_TRUE(listening.has_value());
    server = std::move(*listening);
    asio::co_spawn(loop, server->serve(), asio::detached);
  }

  template <class T>
  T finish(Task<T> task) {
    std::optional<T> result;
    const auto ended = [&](std::exception_ptr failure, T value) {
      if (failure) std::rethrow_exception(failure);
      result.emplace(std::move(value));
    };
    asio::co_spawn(loop, std::move(task), ended);
    loop.restart();
    while (!result && loop.run_one() != 0) {}
    return std::move(result.value());
  }

  class NoPause : public Clock {
   public:
    [[nodiscard]] Instant now() const override { return time; }
    [[nodiscard]] WallTime wall_now() const override { return {}; }
    Task<void> sleep_for(Duration duration) override {
      time += std::min<Duration>(duration, std::chrono::milliseconds(1));  // slowly: what is killed needs a moment to be gone
      std::this_thread::yield();
      if (--at_pause == 0) then();
      co_return;
    }
    [[nodiscard]] Duration elapsed() const { return time.time_since_epoch(); }
    Instant time{};
    int at_pause = 0;
    std::function<void()> then = [] {};
  };
  Task<bool> settled() {
    co_await client.settle();
    co_return true;
  }

  asio::io_context loop;
  TemporaryDirectory directory;
  std::filesystem::path socket = directory.path() / "control";
  NoPause clock;
  FakeSupervision supervision;
  std::unique_ptr<ControlServer> server;
  int launches = 0;
  int in_vain = 0;
  std::optional<Error> launch_failure;
  ControlClient client;
};

TEST_F(ControlClientTest, WithoutASupervisorNothingRunsAndNothingIsLaunched) {
  EXPECT_FALSE(client.is_running());
  EXPECT_EQ(finish(client.status()), Result<std::vector<ProcessStatus>>{});
  EXPECT_EQ(failure_of(finish(client.shut_down())), std::nullopt);
  EXPECT_EQ(launches, 0);
}

TEST_F(ControlClientTest, StartingLaunchesASupervisorAndHandsItTheSpec) {
  for (const auto& spec : sample_specs()) EXPECT_EQ(failure_of(finish(client.start(spec))), std::nullopt);
  EXPECT_EQ(supervision.started, sample_specs());
  EXPECT_EQ(launches, 1);
  EXPECT_TRUE(client.is_running());
}

TEST_F(ControlClientTest, LaunchesAgainWhereTheFirstOneLeftTheWorkspaceToOneThatWasEnding) {
  in_vain = 2;
  EXPECT_EQ(failure_of(finish(client.wake())), std::nullopt);
  EXPECT_EQ(launches, 3);
}

TEST_F(ControlClientTest, SaysWhyASupervisorCannotBeLaunched) {
  launch_failure = Error(ErrorCode::bug, "no supervisor").because("No such file or directory");
  EXPECT_EQ(failure_of(finish(client.wake())), *launch_failure);
}

TEST_F(ControlClientTest, PassesEachCommandOn) {
  serve();
  EXPECT_EQ(failure_of(finish(client.await_ready("api/web"))), std::nullopt);
  std::vector<std::string> ids = {"api/web", "db/server"};
  EXPECT_EQ(failure_of(finish(client.stop(ids))), std::nullopt);
  EXPECT_EQ(failure_of(finish(client.restart("api/web"))), std::nullopt);
  EXPECT_EQ(supervision.asked, (std::vector<std::string>{"await_ready api/web", "stop api/web db/server", "restart api/web"}));
}

TEST_F(ControlClientTest, AFailureArrivesWhole) {
  const Error error = Error(ErrorCode::not_ready, "api/web did not become ready").because("Connection refused").log("/w/api.log", {"one", "two"}).try_("stackup logs api");
  supervision.failures.emplace("await_ready api/web", error);
  serve();
  EXPECT_EQ(failure_of(finish(client.await_ready("api/web"))), error);
}

TEST_F(ControlClientTest, WaitsForTheEndOfASupervisorThatIsEnding) {
  serve();
  finish(settled());
  EXPECT_EQ(clock.elapsed(), Duration{}) << "this one goes on";
  EXPECT_EQ(supervision.asked.back(), "settle") << "but may be at work for a command that is gone";
  supervision.ending = true;
  clock.at_pause = 5;
  clock.then = [this] {
    server.reset();
    std::filesystem::remove(socket);
  };
  finish(settled());
  EXPECT_EQ(clock.at_pause, 0);
  EXPECT_FALSE(client.is_running());
  EXPECT_EQ(launches, 0);
}

TEST_F(ControlClientTest, TheStatusArrivesWhole) {
  ProcessStatus status;
  status.id = "api/web";
  status.unit = "api";
  status.state = ProcessState::ready;
  status.pid = 7;
  status.ports = {80};
  supervision.processes = {status};
  serve();
  EXPECT_EQ(finish(client.status()), Result<std::vector<ProcessStatus>>(supervision.processes));
}

/// A supervisor of another version, which may or may not understand hand_over.
class OtherVersionTest : public ControlClientTest {
 protected:
  enum class Old { hands_over, does_not_answer };

  /// In a process of its own, as a real one, so that it can be killed.
  void run_other(Old kind, const std::string& reply) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    other = fork();
    if (other == 0) _exit(be_other(kind, reply, ready[1]));
    char c = 0;
    ASSERT_EQ(read(ready[0], &c, 1), 1);
    close(ready[0]);
    close(ready[1]);
  }
  ~OtherVersionTest() override {
    if (other > 0) kill(other, SIGKILL);
    if (other > 0) waitpid(other, nullptr, 0);
  }
  bool has_ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(other), &info, WEXITED | WNOWAIT) == 0;
  }

  pid_t other = -1;

 private:
  /// Plain system calls: after a fork there is nothing else.
  int be_other(Old kind, const std::string& reply, int ready) const {
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.native().copy(address.sun_path, sizeof address.sun_path - 1);
    if (bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listening, 8) != 0 || write(ready, "x", 1) != 1) return 1;
    for (;;) {
      const int peer = accept(listening, nullptr, nullptr);
      char buffer[4096];
      const auto count = read(peer, buffer, sizeof buffer);
      const bool leaves = count > 0 && std::string_view(buffer, static_cast<std::size_t>(count)).find("hand_over") != std::string_view::npos && kind == Old::hands_over;
      if (count > 0 && write(peer, reply.data(), reply.size()) < 0) return 1;
      close(peer);
      if (leaves) return 0;
    }
  }
};

TEST_F(OtherVersionTest, IsReplacedBeforeAnythingIsStarted) {
  run_other(Old::hands_over, R"({"v":1,"program":"0.0.1"})" "\n");
  EXPECT_EQ(failure_of(finish(client.start(sample_specs().front()))), std::nullopt);
  EXPECT_EQ(launches, 1);
  EXPECT_EQ(supervision.started.size(), 1U);
  EXPECT_TRUE(has_ended());
}

TEST_F(OtherVersionTest, IsReplacedWhereItSpeaksAnotherProtocol) {
  run_other(Old::hands_over, R"({"v":99,"program":"9.0"})" "\n");
  EXPECT_TRUE(finish(client.status()).has_value());
  EXPECT_EQ(launches, 1);
  EXPECT_EQ(supervision.asked, std::vector<std::string>{"status"});
}

TEST_F(OtherVersionTest, IsKilledWhereItDoesNotHandOver) {
  run_other(Old::does_not_answer, R"({"v":99,"program":"9.0"})" "\n");
  EXPECT_TRUE(finish(client.status()).has_value());
  EXPECT_EQ(launches, 1);
  EXPECT_TRUE(has_ended());
}

class ControlServerTest : public ControlClientTest {
 protected:
  /// What the server answers to these bytes.
  Task<std::string> ask(std::string bytes) {
    asio::local::stream_protocol::socket peer(loop);
    const asio::local::stream_protocol::endpoint where(socket.string());
    co_await peer.async_connect(where, asio::use_awaitable);
    co_await asio::async_write(peer, asio::buffer(bytes), asio::use_awaitable);
    std::string line;
    auto buffer = asio::dynamic_buffer(line);
    co_await asio::async_read_until(peer, buffer, '\n', asio::use_awaitable);
    co_return line;
  }
  std::optional<Reply> reply_to(std::string bytes) { return reply_from_line(finish(ask(std::move(bytes)))); }
};

TEST_F(ControlServerTest, OnlyTheUserMayReachTheSocket) {
  serve();
  struct stat status {};
  ASSERT_EQ(stat(socket.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(ControlServerTest, AnswersWhatItDoesNotUnderstandWithAnError) {
  serve();
  for (const char* bytes : {"\n", "{}\n", "\xff\xfe\n", R"({"v":1,"do":"dance"})" "\n", R"({"v":1,"do":"start"})" "\n", R"({"v":1,"do":"restart"})" "\n", R"({"v":1,"do":"await_ready","ids":["a","b"]})" "\n"}) {
    const auto reply = reply_to(bytes);
    ASSERT_TRUE(reply.has_value()) << bytes;
    ASSERT_TRUE(reply->error.has_value()) << bytes;
    EXPECT_EQ(reply->error->code(), ErrorCode::supervisor_version) << bytes;
  }
  EXPECT_TRUE(supervision.asked.empty());
}

TEST_F(ControlServerTest, TellsItsVersionToAClientOfAnother) {
  serve();
  const auto reply = reply_to(to_line(Request{protocol_version + 1, Command::shut_down, {}, std::nullopt}));
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->version, protocol_version);
  EXPECT_FALSE(reply->program_version.empty());
  EXPECT_TRUE(supervision.asked.empty());
}

TEST_F(ControlServerTest, ReplacesASocketThatADeadServerLeft) {
  ControlServer::listen(loop.get_executor(), socket, supervision).value().reset();
  ASSERT_TRUE(std::filesystem::exists(socket));
  serve();
  EXPECT_TRUE(reply_to(to_line(Request{})).has_value());
}

}  // namespace
}  // namespace stackup::testing
