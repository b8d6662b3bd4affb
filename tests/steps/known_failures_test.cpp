#include "stackup/steps/known_failures.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

const std::vector<KnownFailure> known = {{"newer version", "the data was made by a newer version", "stackup reset --data db"}, {"version", "something with a version", ""}};

TEST(KnownFailures, TheFirstThatIsFoundInTheLogExplainsTheError) {
  const auto error = Error(ErrorCode::exited_early, "it ended").because("exit code 1").log("/w/db.log", {"starting", "FATAL: made by a newer version"});
  const auto expected = Error(ErrorCode::exited_early, "it ended")
                            .because("the data was made by a newer version (exit code 1)")
                            .try_("stackup reset --data db")
                            .log("/w/db.log", {"starting", "FATAL: made by a newer version"});
  EXPECT_EQ(explained(error, known), expected);
}

TEST(KnownFailures, TheCauseCountsAsWell) {
  EXPECT_EQ(explained(Error(ErrorCode::step_failed, "it failed").because("bad version"), known), Error(ErrorCode::step_failed, "it failed").because("something with a version (bad version)"));
}

TEST(KnownFailures, AnythingElseStaysAsItIs) {
  const auto error = Error(ErrorCode::exited_early, "it ended").because("signal 9").log("/w/db.log", {"ready"});
  EXPECT_EQ(explained(error, known), error);
  EXPECT_EQ(explained(error, {}), error);
}

}  // namespace
}  // namespace stackup
