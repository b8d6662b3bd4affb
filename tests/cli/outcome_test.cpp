#include "stackup/cli/outcome.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace stackup {
namespace {

class OutcomeTest : public ::testing::Test {
 protected:
  std::string out;
  std::string err;
  Console console{[this](std::string_view text) { out += text; }, [this](std::string_view text) { err += text; }, {}, {}};
};

TEST_F(OutcomeTest, HasTheExitCodesOfTheManual) {
  EXPECT_EQ(exit_code_of(ErrorCode::bad_usage), 2);
  EXPECT_EQ(exit_code_of(ErrorCode::yaml_syntax), 3);
  EXPECT_EQ(exit_code_of(ErrorCode::unknown_recipe), 3);
  EXPECT_EQ(exit_code_of(ErrorCode::fetch_network), 1);
  EXPECT_EQ(exit_code_of(ErrorCode::step_failed), 1);
  EXPECT_EQ(exit_code_of(ErrorCode::needs_root), 4);
  EXPECT_EQ(exit_code_of(ErrorCode::port_taken), 1);
  EXPECT_EQ(exit_code_of(ErrorCode::disk_full), 4);
  EXPECT_EQ(exit_code_of(ErrorCode::interrupted), 130);
  EXPECT_EQ(exit_code_of(ErrorCode::bug), 70);
}

TEST_F(OutcomeTest, TellsPeopleOnStandardError) {
  EXPECT_EQ(tell(Error(ErrorCode::no_workspace, "no workspace").try_("stackup up NAME"), Sources{}, Format::text, console), 1);
  EXPECT_EQ(err, "error[SU0805]: no workspace\n  try: stackup up NAME\n");
  EXPECT_EQ(out, "");
}

TEST_F(OutcomeTest, TellsProgramsOnStandardOutput) {
  EXPECT_EQ(tell(Error(ErrorCode::disk_full, "full"), Sources{}, Format::json, console), 4);
  const auto json = nlohmann::json::parse(out);
  EXPECT_EQ(json["v"], 1);
  EXPECT_EQ(json["kind"], "error");
  EXPECT_EQ(json["error"]["code"], "SU0902");
}

TEST_F(OutcomeTest, TellsAllAndEndsAsTheFirst) {
  const std::vector<Error> errors = {Error(ErrorCode::yaml_syntax, "one"), Error(ErrorCode::bad_usage, "two")};
  EXPECT_EQ(tell(errors, Sources{}, Format::text, console), 3);
  EXPECT_EQ(err, "error[SU0201]: one\n\nerror[SU0101]: two\n");
}

}  // namespace
}  // namespace stackup
