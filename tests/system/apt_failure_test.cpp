#include "stackup/system/apt_failure.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const PackageRun run = {{"postgresql", "redis-server"}, {"sudo", "sh", "/home/ann/.stackup/install-packages.sh", "postgresql", "redis-server"}, "/log"};

ErrorCode code_of(const std::string& line) { return package_error(run, {"Reading package lists...", line}).code(); }

TEST(AptFailure, TellsTheKindsApart) {
  EXPECT_EQ(code_of("E: Unable to locate package postgresql"), ErrorCode::package_unknown);
  EXPECT_EQ(code_of("E: You don't have enough free space in /var/cache/apt/archives/."), ErrorCode::disk_full);
  EXPECT_EQ(code_of("dpkg: error processing archive x.deb: cannot copy: No space left on device"), ErrorCode::disk_full);
  EXPECT_EQ(code_of("stackup:error Could not get lock: apt (pid 7) has held it for 10 minutes"), ErrorCode::package_lock);
  EXPECT_EQ(code_of("E: Could not get lock /var/lib/apt/lists/lock. It is held by process 8 (apt-get)"), ErrorCode::package_lock);
  EXPECT_EQ(code_of("E: something new"), ErrorCode::package_failed);
}

TEST(AptFailure, QuotesTheNetworksWords) {
  const auto error = package_error(run, {"Err:1 http://archive InRelease", "  Temporary failure resolving 'archive'", "E: Failed to fetch x"});
  EXPECT_THAT(error.what(), HasSubstr("the package archive could not be reached"));
  EXPECT_EQ(error.why(), "Temporary failure resolving 'archive'");
  EXPECT_THAT(error.log_tail(), ElementsAre("Err:1 http://archive InRelease", "  Temporary failure resolving 'archive'", "E: Failed to fetch x"));
}

TEST(AptFailure, SaysHowToFinishAnInterruptedInstallation) {
  const auto error = package_error(run, {"E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. "});
  EXPECT_THAT(error.tries(), ElementsAre(HasSubstr("sudo dpkg --configure -a")));
}

TEST(AptFailure, NamesAllUnknownPackagesWithWhatMayHaveBeenMeant) {
  const auto error = unknown_packages_error({"postgresq", "zzzzzzzz"}, {"postgresql", "redis-server"});
  EXPECT_EQ(error.what(), "apt does not know the packages postgresq, zzzzzzzz");
  EXPECT_THAT(error.tries(), ElementsAre("did you mean postgresql instead of postgresq?", HasSubstr("apt-get update")));
}

TEST(AptFailure, ShowsTheExactCommandWhenRootIsNotToBeHad) {
  const auto error = needs_root_error(run, "sudo: a password is required");
  EXPECT_EQ(error.code(), ErrorCode::needs_root);
  EXPECT_EQ(error.what(), "installing 2 packages (postgresql, redis-server) needs root");
  EXPECT_THAT(error.tries(), ElementsAre(HasSubstr("sudo sh /home/ann/.stackup/install-packages.sh postgresql redis-server  ")));
}

TEST(AptFailure, TellsAMissingPasswordFromARefusal) {
  EXPECT_EQ(sudo_refusal({"sudo: unable to resolve host x", "sudo: a password is required"})->refusal, SudoRefusal::needs_password);
  EXPECT_EQ(sudo_refusal({"ann is not in the sudoers file."})->refusal, SudoRefusal::denied);
  EXPECT_EQ(sudo_refusal({"Sorry, user ann is not allowed to execute '/bin/sh x' as root on box."})->refusal, SudoRefusal::denied);
  EXPECT_EQ(sudo_refusal({"sudo: 3 incorrect password attempts"})->refusal, SudoRefusal::denied);
  EXPECT_FALSE(sudo_refusal({"E: anything"}));
}

}  // namespace
}  // namespace stackup
