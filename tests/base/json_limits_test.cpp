#include "stackup/base/json_limits.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonLimits, AHundredLevelsAreEnough) {
  EXPECT_FALSE(is_nested_too_deep(nested(100)));
  EXPECT_TRUE(is_nested_too_deep(nested(101)));
  EXPECT_TRUE(is_nested_too_deep(std::string(1 << 20, '{')));
}

TEST(JsonLimits, WhatStandsSideBySideIsNotDeep) {
  std::string list;
  for (int i = 0; i < 1000; ++i) list += "[{}],";
  EXPECT_FALSE(is_nested_too_deep("[" + list + "0]"));
}

TEST(JsonLimits, BracketsInTextDoNotCount) {
  EXPECT_FALSE(is_nested_too_deep('"' + std::string(1000, '[') + '"'));
  EXPECT_FALSE(is_nested_too_deep(R"("\"[)" + std::string(1000, '[') + '"'));
  EXPECT_TRUE(is_nested_too_deep(R"("\\")" + std::string(1000, '[')));
  EXPECT_FALSE(is_nested_too_deep("\"\\"));
}

TEST(JsonLimits, NumbersThatNoIntegerHoldsAreHuge) {
  for (const char* json : {"1e30", "[1E5]", "{\"t\":17638120201230000000000}", "1.5e+300", "-17638120201230000000000"}) EXPECT_TRUE(has_huge_number(json)) << json;
  for (const char* json : {"[true,false]", "\"1e30\"", "9223372036854775807", "1e-05", "0.30000000000000004", "{\"\\\"\":\"17638120201230000000000\"}", "e5"})
    EXPECT_FALSE(has_huge_number(json)) << json;
}

TEST(JsonLimits, TimesStayWhereArithmeticWorks) {
  using std::chrono::microseconds;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(duration_of_microseconds(1500), microseconds(1500));
  EXPECT_GT(duration_of_microseconds(most), std::chrono::years(100));
  EXPECT_EQ(duration_of_microseconds(most), -duration_of_microseconds(-most));
  EXPECT_EQ(limited_milliseconds(1'763'812'020'123), 1'763'812'020'123);
  EXPECT_EQ(limited_milliseconds(most), -limited_milliseconds(std::numeric_limits<std::int64_t>::min()));
}

}  // namespace
}  // namespace stackup::testing
