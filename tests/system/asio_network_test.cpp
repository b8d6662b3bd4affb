#include "stackup/system/asio_network.h"

#include "tests/system/run_task.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace stackup::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// Takes one connection, listens for a question of `wanted` bytes, says the answers, and closes or waits for the other side to.
class OneAnswer {
 public:
  OneAnswer(std::size_t wanted, std::vector<std::string> answers, bool closes = true) : thread_([this, wanted, answers = std::move(answers), closes] { serve(wanted, answers, closes); }) {}
  ~OneAnswer() { thread_.join(); }

  int port() const { return acceptor_.local_endpoint().port(); }
  std::string question;

 private:
  void serve(std::size_t wanted, const std::vector<std::string>& answers, bool closes) {
    tcp::socket socket = acceptor_.accept();
    question.resize(wanted);
    asio::read(socket, asio::buffer(question));
    for (const auto& answer : answers) asio::write(socket, asio::buffer(answer));
    if (closes) return;
    char more = 0;
    boost::system::error_code ended;
    asio::read(socket, asio::buffer(&more, 1), ended);
  }

  asio::io_context loop_;
  tcp::acceptor acceptor_{loop_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread_;
};

Result<std::string> ask(int port, std::string question, std::string enough, Duration timeout = 30s) {
  const auto run = [&]() -> Task<Result<std::string>> {
    const auto executor = co_await asio::this_coro::executor;
    AsioNetwork network(executor);
    const std::function<bool(const std::string&)> is_enough = [&](const std::string& answer) { return answer.find(enough) != std::string::npos; };
    auto answer = co_await network.ask("127.0.0.1", port, question, is_enough, timeout);
    co_return answer;
  };
  return run_task(run());
}

TEST(AsioNetwork, AsksAndListensUntilItHasHeardEnough) {
  OneAnswer server(5, {"PO", "NG\r\n"}, false);
  EXPECT_EQ(ask(server.port(), std::string("PI\0NG", 5), "PONG"), Result<std::string>("PONG\r\n"));
  EXPECT_EQ(server.question, std::string("PI\0NG", 5));
}

TEST(AsioNetwork, WhatCameBeforeTheOtherSideClosedIsTheAnswer) {
  OneAnswer server(0, {"-LOADING"});
  EXPECT_EQ(ask(server.port(), "", "PONG"), Result<std::string>("-LOADING"));
}

TEST(AsioNetwork, WhatCameInTimeIsTheAnswer) {
  OneAnswer server(0, {"220 "}, false);
  EXPECT_EQ(ask(server.port(), "", "ready", 300ms), Result<std::string>("220 "));
}

TEST(AsioNetwork, NoConnectionIsAnError) {
  int port = 0;
  {
    asio::io_context loop;
    port = tcp::acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)).local_endpoint().port();
  }
  const auto answer = ask(port, "", "x");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().why(), "Connection refused");
}

}  // namespace
}  // namespace stackup::testing
