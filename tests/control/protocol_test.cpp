#include "stackup/control/protocol.h"

#include "stackup/control/spec_json.h"
#include "tests/control/sample_specs.h"

#include <random>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

TEST(SpecJson, EverySpecComesBackAsItWas) {
  for (const auto& spec : sample_specs()) EXPECT_EQ(spec_from_json(spec_json(spec)), spec);
}

TEST(SpecJson, TextThatIsNoSpecIsNone) {
  for (const char* text : {"", "7", "[]", "{}", R"({"id":7})", R"({"id":"a","program":{}})"}) EXPECT_EQ(spec_from_json(text), std::nullopt) << text;
}

std::vector<Request> sample_requests() {
  std::vector<Request> requests;
  for (const auto command : {Command::hello, Command::status, Command::settle, Command::shut_down, Command::stop}) requests.push_back({protocol_version, command, {}, std::nullopt});
  requests.push_back({protocol_version, Command::stop, {"api/web", "db/server"}, std::nullopt});
  requests.push_back({protocol_version, Command::await_ready, {"api/web"}, std::nullopt});
  requests.push_back({protocol_version + 1, Command::restart, {"api/web"}, std::nullopt});
  for (const auto& spec : sample_specs()) requests.push_back({protocol_version, Command::start, {}, spec});
  return requests;
}

Reply sample_reply() {
  ProcessStatus failed;
  failed.id = "api/web";
  failed.unit = "api";
  failed.state = ProcessState::failed;
  failed.pid = 0;
  failed.digest = "d";
  failed.since = WallTime(5s);
  failed.restarts = 3;
  failed.detail = "exit code 3";
  failed.error = Error(ErrorCode::gave_up, "it ended").because("exit code 3").try_("stackup logs api");
  failed.log = "/w/api.log";
  failed.ports = {80, 443};
  Reply reply;
  reply.program_version = "0.1.0";
  for (const auto state : {ProcessState::starting, ProcessState::ready, ProcessState::backing_off, ProcessState::stopping, ProcessState::stopped}) {
    ProcessStatus status;
    status.id = "p/" + std::string(to_string(state));
    status.state = state;
    status.pid = 7;
    reply.statuses.push_back(status);
  }
  reply.statuses.push_back(failed);
  reply.error = Error(ErrorCode::not_running, "api/web is not running");
  return reply;
}

TEST(Protocol, EveryRequestIsOneLineAndComesBackAsItWas) {
  for (const auto& request : sample_requests()) {
    const auto line = to_line(request);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(request_from_line(line), request) << line;
  }
}

TEST(Protocol, AReplyIsOneLineAndComesBackAsItWas) {
  const auto line = to_line(sample_reply());
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(reply_from_line(line), sample_reply());
  EXPECT_EQ(reply_from_line(to_line(Reply{})), Reply{});
}

TEST(Protocol, AnUnknownCommandIsNone) { EXPECT_EQ(request_from_line(R"({"v":1,"do":"dance"})"), std::nullopt); }

/// Changes, removes or adds some bytes.
std::string mangled(std::string line, std::mt19937& random) {
  for (auto changes = 1 + random() % 4; changes > 0 && !line.empty(); --changes) {
    const auto at = random() % line.size();
    const char byte = random() % 2 == 0 ? "{}[]\",:0-e"[random() % 10] : static_cast<char>(random());
    if (const auto what = random() % 3; what == 0) {
      line[at] = byte;
    } else if (what == 1) {
      line.erase(at, 1 + random() % 8);
    } else {
      line.insert(line.begin() + static_cast<std::ptrdiff_t>(at), byte);
    }
  }
  return line;
}

TEST(Protocol, HostileBytesNeverThrow) {
  std::mt19937 random(7);
  std::vector<std::string> lines = {to_line(sample_reply())};
  for (const auto& request : sample_requests()) lines.push_back(to_line(request));
  for (int round = 0; round < 300; ++round)
    for (const auto& line : lines) {
      const auto bytes = mangled(line, random);
      EXPECT_NO_THROW({ [[maybe_unused]] const auto request = request_from_line(bytes); }) << bytes;
      EXPECT_NO_THROW({ [[maybe_unused]] const auto reply = reply_from_line(bytes); }) << bytes;
    }
}

TEST(Protocol, BracketsWithoutEndAndNumbersBeyondReasonAreNone) {
  const std::string deep = std::string(1 << 20, '[') + std::string(1 << 20, ']');
  EXPECT_EQ(request_from_line(R"({"v":1,"do":"start","spec":)" + deep + "}"), std::nullopt);
  EXPECT_EQ(reply_from_line(R"({"v":1,"error":)" + deep + "}"), std::nullopt);
  EXPECT_EQ(spec_from_json("{\"id\":" + deep + "}"), std::nullopt);
  EXPECT_EQ(request_from_line(R"({"v":1e30,"do":"hello"})"), std::nullopt);
}

TEST(Protocol, FieldsOfAnotherTypeAreNone) {
  for (const char* line : {R"({"v":"1","do":"status"})", R"({"v":1,"do":7})", R"({"v":1})", R"({"do":"status"})", R"({"v":1,"do":"stop","ids":"a"})", R"({"v":1,"do":"stop","ids":[7]})",
                           R"({"v":1,"do":"start","spec":7})", R"(null)", R"("status")"})
    EXPECT_EQ(request_from_line(line), std::nullopt) << line;
  for (const char* line : {R"({"v":1,"processes":7})", R"({"v":1,"processes":[7]})", R"({"v":1,"processes":[{"id":7}]})"}) EXPECT_EQ(reply_from_line(line), std::nullopt) << line;
}

}  // namespace
}  // namespace stackup::testing
