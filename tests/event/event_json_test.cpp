#include "stackup/event/event_json.h"

#include "tests/event/sample_events.h"

#include <set>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

TEST(EventJson, EveryKindComesBackAsItWas) {
  std::set<std::size_t> kinds;
  for (const auto& event : sample_events()) {
    kinds.insert(event.index());
    const TimedEvent timed{WallTime(std::chrono::milliseconds(1234567890123)), event};
    const auto line = to_json_line(timed);
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    EXPECT_EQ(from_json_line(line), timed) << line;
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Event>) << "a kind has no sample";
}

TEST(EventJson, ALineIsStable) {
  const TimedEvent timed{WallTime(std::chrono::milliseconds(5)), StepFinished{"api/install", "abc", {{"commit", "1"}}, std::chrono::milliseconds(2)}};
  EXPECT_EQ(to_json_line(timed), R"({"digest":"abc","id":"api/install","kind":"step_finished","outputs":{"commit":"1"},"t":5,"took_us":2000,"v":1})");
}

TEST(EventJson, ATornLineIsNone) {
  for (const auto& event : sample_events()) {
    const auto line = to_json_line({WallTime{}, event});
    for (std::size_t length = 0; length < line.size(); ++length) EXPECT_EQ(from_json_line(line.substr(0, length)), std::nullopt) << line.substr(0, length);
  }
}

TEST(EventJson, UnknownKindsAndVersionsAreNone) {
  EXPECT_EQ(from_json_line(R"({"v":1,"t":5,"kind":"step_danced","id":"api/install"})"), std::nullopt);
  EXPECT_EQ(from_json_line(R"({"v":2,"t":5,"kind":"step_started","id":"api/install"})"), std::nullopt);
  EXPECT_EQ(from_json_line(R"({"t":5,"kind":"step_started","id":"api/install"})"), std::nullopt);
}

TEST(EventJson, FieldsOfAnotherTypeAreNone) {
  for (const char* line : {R"([])", R"(7)", R"(null)", R"("x")", R"({"v":"1","t":5,"kind":"notice","text":""})", R"({"v":1,"t":"5","kind":"notice","text":""})",
                           R"({"v":1,"t":5,"kind":7})", R"({"v":1,"t":5,"kind":"step_started","id":7})", R"({"v":1,"t":5,"kind":"step_started"})",
                           R"({"v":1,"t":5,"kind":"plan_made","steps":7})", R"({"v":1,"t":5,"kind":"plan_made","steps":[7]})",
                           R"({"v":1,"t":5,"kind":"step_failed","id":"a","error":7,"took_us":1})"})
    EXPECT_EQ(from_json_line(line), std::nullopt) << line;
}

TEST(EventJson, BracketsWithoutEndAreNone) {
  const std::string deep = std::string(1 << 20, '[') + std::string(1 << 20, ']');
  EXPECT_EQ(from_json_line("{\"v\":" + deep + "}"), std::nullopt);
  EXPECT_EQ(from_json_line(R"({"v":1,"t":0,"kind":"step_failed","id":"a","took_us":1,"error":{"notes":[{"at":)" + deep + "}]}}"), std::nullopt);
  EXPECT_EQ(error_from_json(R"({"code":"SU0101","at":)" + deep + "}"), std::nullopt);
}

TEST(EventJson, TimesBeyondAllReasonAreStillTimes) {
  const auto event = from_json_line(R"({"v":1,"t":-9223372036854775808,"kind":"process_ready","id":"a/w","took_us":9223372036854775807})");
  ASSERT_TRUE(event.has_value());
  EXPECT_GT(std::get<ProcessReady>(event->event).took, std::chrono::years(100));
}

TEST(EventJson, NumbersBeyondAllReasonAreNone) {
  EXPECT_EQ(from_json_line(R"({"v":1,"t":1763812020123000000000,"kind":"notice","text":"x"})"), std::nullopt);
  EXPECT_EQ(from_json_line(R"({"v":1,"t":5,"kind":"process_started","id":"a/w","pid":1e30,"start_ticks":1,"boot_id":"b"})"), std::nullopt);
}

TEST(EventJson, WhatANewerProgramWroteIsToldFromGarbage) {
  EXPECT_TRUE(is_of_newer_program(R"({"v":1,"t":5,"kind":"step_danced","id":"api/install"})"));
  EXPECT_TRUE(is_of_newer_program(R"({"v":2,"kind":"step_started"})"));
  for (const char* line : {"", "garbage", "[1]", R"({"v":1,"t":5,"kind":"step_started","id":7})", R"({"v":0,"kind":"x"})", R"({"kind":"x"})", R"({"v":2})", R"({"v":"2","kind":"x"})"})
    EXPECT_FALSE(is_of_newer_program(line)) << line;
}

TEST(EventJson, FieldsThatANewerProgramAddsAreIgnored) {
  const TimedEvent expected{WallTime(std::chrono::milliseconds(5)), StepStarted{"api/install"}};
  EXPECT_EQ(from_json_line(R"({"v":1,"t":5,"kind":"step_started","id":"api/install","mood":"good"})"), expected);
}

TEST(EventJson, BytesThatAreNoTextDoNotThrow) {
  const auto line = to_json_line({WallTime{}, Notice{"caf\xe9 \xff\xfe"}});
  const auto back = from_json_line(line);
  ASSERT_TRUE(back.has_value());
  EXPECT_THAT(std::get<Notice>(back->event).text, ::testing::StartsWith("caf"));
}

TEST(EventJson, AnErrorComesBackWithAllItsParts) {
  const Error error = sample_error();
  EXPECT_EQ(error_from_json(error_json(error)), error);
}

TEST(EventJson, TextThatIsNoErrorIsNone) {
  EXPECT_EQ(error_from_json(""), std::nullopt);
  EXPECT_EQ(error_from_json("[1]"), std::nullopt);
  EXPECT_EQ(error_from_json(R"({"code":"SU0101","what":7})"), std::nullopt);
}

TEST(EventJson, OnlyProgressIsTransient) {
  for (const auto& event : sample_events()) EXPECT_EQ(is_durable(event), !std::holds_alternative<StepProgress>(event));
}

}  // namespace
}  // namespace stackup::testing
