#include "stackup/system/apt_output.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::pair<int, std::string>> progress_of(AptTranscript& transcript, const std::vector<std::string>& lines) {
  std::vector<std::pair<int, std::string>> steps;
  for (const auto& line : lines)
    if (const auto step = transcript.add(line)) steps.emplace_back(step->percent, step->text);
  return steps;
}

TEST(AptOutput, MakesOneRisingPercentageOfThePhases) {
  AptTranscript transcript;
  const auto steps = progress_of(transcript, {"stackup:waiting dpkg (pid 7)", "stackup:phase lists", "dlstatus:3:50.0:Retrieving file 3 of 6", "stackup:phase download",
                                              "dlstatus:5:50.0:Retrieving file 5 of 27", "stackup:phase install", "pmstatus:libc6:i386:25.0:Preparing libc6:i386 (i386)",
                                              "pmstatus:redis-server:100.0000:Installed redis-server (amd64)", "pmstatus:broken", "Setting up redis-server"});
  EXPECT_THAT(steps, ElementsAre(std::pair(-1, "Waiting for dpkg (pid 7)"), std::pair(0, "Refreshing the package lists"), std::pair(10, "Retrieving file 3 of 6"),
                                 std::pair(20, "Downloading packages"), std::pair(40, "Retrieving file 5 of 27"), std::pair(60, "Installing packages"),
                                 std::pair(70, "Preparing libc6:i386"), std::pair(100, "Installed redis-server")));
}

TEST(AptOutput, KeepsWhatTheScriptNamesAsNewAndAllLinesButStatus) {
  AptTranscript transcript;
  progress_of(transcript, {"dlstatus:1:0.0:x", "Unpacking", "stackup:new redis-server", "stackup:new redis-tools", "stackup:done"});
  EXPECT_THAT(transcript.new_packages(), ElementsAre("redis-server", "redis-tools"));
  EXPECT_THAT(transcript.lines(), ElementsAre("Unpacking", "stackup:new redis-server", "stackup:new redis-tools", "stackup:done"));
}

TEST(AptOutput, ForgetsTheOldestLinesOfAnEndlessRun) {
  AptTranscript transcript;
  for (int i = 0; i < 5000; ++i) transcript.add("line " + std::to_string(i));
  EXPECT_LE(transcript.lines().size(), 1000U);
  EXPECT_EQ(transcript.lines().back(), "line 4999");
}

TEST(AptOutput, ReadsNewPackagesAndSizesFromThePrintedUris) {
  const auto plan = parse_package_plan({"The following additional packages will be installed:", "  libcjson1 libdlt2", "Suggested packages:", "  apparmor",
                                        "The following NEW packages will be installed:", "  libcjson1 libdlt2", "  mosquitto", "0 upgraded, 3 newly installed, 0 to remove and 119 not upgraded.",
                                        "Need to get 489 kB of archives.", "After this operation, 1480 kB of additional disk space will be used.",
                                        "'http://archive/pool/libcjson1_1.7.15-1%2bdeb12u4_amd64.deb' libcjson1_1.7.15-1+deb12u4_amd64.deb 23180 MD5Sum:5b21",
                                        "'http://archive/pool/mosquitto_2.0.11_amd64.deb' mosquitto_2.0.11_amd64.deb 409696 MD5Sum:b0aa"});
  EXPECT_THAT(plan.install, ElementsAre("libcjson1", "libdlt2", "mosquitto"));
  EXPECT_EQ(plan.download_bytes, 432876U);
  EXPECT_EQ(plan.disk_bytes, 1480000U);
}

TEST(AptOutput, CollectsAllUnknownPackages) {
  EXPECT_THAT(unknown_packages({"E: Unable to locate package nosuchp", "E: Package 'mysql-server' has no installation candidate", "E: Unable to locate package nosuchp", "E: other"}),
              ElementsAre("nosuchp", "mysql-server"));
  EXPECT_THAT(unknown_packages({}), IsEmpty());
}

TEST(AptOutput, ReadsSizes) {
  EXPECT_EQ(parse_apt_size("0 B"), 0U);
  EXPECT_EQ(parse_apt_size("2,4 kB"), 0U);
  EXPECT_EQ(parse_apt_size("81.2 MB"), 81200000U);
  EXPECT_EQ(parse_apt_size("1.5 GB"), 1500000000U);
}

}  // namespace
}  // namespace stackup
