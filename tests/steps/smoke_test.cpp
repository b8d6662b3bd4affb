#include "tests/fakes/failure_of.h"
#include "tests/steps/step_fixture.h"

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::HasSubstr;

class SmokeTest : public StepTest {
 protected:
  SmokeTest() {
    step.id = "shop/smoke";
    step.unit = "shop";
  }
  void check(SmokeCheck check) {
    check.name = "page";
    step.spec = SmokeStep{{std::move(check)}, "/w/logs/shop/smoke.log"};
  }
  void check_page(int status, Expectation expect = {}) {
    SmokeCheck page;
    page.check = std::string("http://127.0.0.1:8000/");
    page.status = status;
    page.expect = std::move(expect);
    check(std::move(page));
  }
};

TEST_F(SmokeTest, APageIsGoodWithItsStatusAndText) {
  world.network.replies = {HttpReply{200, "Hello, guest"}};
  check_page(200, {Expectation::Kind::substring, "guest"});
  EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
}

TEST_F(SmokeTest, AnotherStatusIsNamedBesideTheExpectedOne) {
  world.network.replies = {HttpReply{500, "oops"}};
  check_page(200);
  const auto failure = failure_of(apply());
  ASSERT_TRUE(failure);
  EXPECT_EQ(*failure, Error(ErrorCode::smoke_failed, "smoke check 'page' of shop failed").because("http://127.0.0.1:8000/ answered 500, expected 200"));
}

TEST_F(SmokeTest, AnotherTextIsAFailure) {
  world.network.replies = {HttpReply{200, "It works!"}};
  check_page(200, {Expectation::Kind::substring, "guest"});
  EXPECT_THAT(failure_of(apply()).value().why(), HasSubstr("http://127.0.0.1:8000/: "));
}

TEST_F(SmokeTest, NoAnswerIsAFailureWithItsCause) {
  world.network.replies = {fail(Error(ErrorCode::not_ready, "no").because("Connection refused"))};
  check_page(200);
  EXPECT_EQ(failure_of(apply()).value().why(), "http://127.0.0.1:8000/: Connection refused");
}

TEST_F(SmokeTest, APortIsAskedAsTcp) {
  SmokeCheck port;
  port.check = TcpProbe{"127.0.0.1", 5432};
  world.network.connects = {Result<void>{}, fail(Error(ErrorCode::not_ready, "no").because("timed out"))};
  check(port);
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(failure_of(apply()).value().why(), "127.0.0.1:5432: timed out");
}

TEST_F(SmokeTest, APortCanBeAskedSomething) {
  SmokeCheck port;
  port.check = TcpProbe{"127.0.0.1", 2181, "ruok", {Expectation::Kind::substring, "imok"}};
  world.network.answers = {std::string("imok"), std::string("no"), std::string()};
  check(port);
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(world.network.questions, std::vector<std::string>{"ruok"});
  EXPECT_EQ(failure_of(apply()).value().why(), "127.0.0.1:2181: expected something with 'imok', got 'no'");
  EXPECT_EQ(failure_of(apply()).value().why(), "127.0.0.1:2181: it answers nothing");
}

TEST_F(SmokeTest, ACommandFailsWithTheEndOfItsLog) {
  SmokeCheck command;
  Program program;
  program.arguments = {"check-it"};
  command.check = program;
  world.processes.runs["check-it"] = {ScriptedRun{{"ok"}, {}, {}, false}, ScriptedRun{{"no database"}, {3, 0, true}, {}, false}};
  check(command);
  EXPECT_TRUE(apply().has_value());
  const auto failure = failure_of(apply());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code(), ErrorCode::smoke_failed);
  EXPECT_EQ(failure->log_path(), "/w/logs/shop/smoke.log");
  EXPECT_THAT(failure->log_tail(), ::testing::Contains("no database"));
}

TEST_F(SmokeTest, TheFirstFailureEndsTheStep) {
  SmokeCheck first, second;
  first.name = "first";
  first.check = std::string("http://127.0.0.1:1/");
  second = first;
  second.check = std::string("http://127.0.0.1:2/");
  world.network.replies = {HttpReply{404, ""}};
  step.spec = SmokeStep{{first, second}, "/w/logs/shop/smoke.log"};
  EXPECT_FALSE(apply().has_value());
  EXPECT_EQ(world.network.asked.size(), 1U);
}

}  // namespace
}  // namespace stackup::testing
