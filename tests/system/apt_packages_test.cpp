#include "stackup/system/apt_packages.h"

#include "run_task.h"
#include "scripted_processes.h"

#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using stackup::testing::run_task;
using stackup::testing::ScriptedRun;
using Path = std::filesystem::path;

class AptPackagesTest : public ::testing::Test {
 protected:
  AptPackagesTest() {
    std::filesystem::remove_all(root);
    write("var/lib/dpkg/status", "Package: tzdata\nStatus: install ok installed\nArchitecture: all\n");
    write("var/lib/apt/lists/archive_Packages", "");
    clock.wall = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    settings = {.scripts = root / "scripts", .cache = root / "cache", .environment = {{"PATH", "/usr/bin"}}, .terminal = "", .root = root};
  }
  ~AptPackagesTest() override { std::filesystem::remove_all(root); }

  void write(const Path& path, const std::string& text) {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text;
  }
  Result<std::vector<std::string>> install(std::vector<std::string> names) {
    AptPackages packages(processes, clock, settings);
    const auto note = [&](const PackageProgress& step) { progress.push_back(step.text); };
    return run_task(packages.install(names, "/log", note));
  }
  std::vector<std::string> command(std::size_t i) const { return processes.requests.at(i).program.arguments; }

  Path root = Path(::testing::TempDir()) / ("apt_packages_test." + std::to_string(getpid()));
  testing::ScriptedProcesses processes;
  testing::JumpingClock clock;
  AptSettings settings;
  std::vector<std::string> progress;
  std::string script = (root / "scripts/install-packages.sh").string();
};

TEST_F(AptPackagesTest, NamesWhatIsMissingInOrder) {
  const AptPackages packages(processes, clock, settings);
  EXPECT_THAT(*packages.missing({"redis-server", "tzdata", "a | tzdata", "b | c"}), ElementsAre("redis-server", "b | c"));
  EXPECT_THAT(processes.requests, IsEmpty());
}

TEST_F(AptPackagesTest, ShowsTheRootActionWordForWord) {
  settings.environment["http_proxy"] = "http://proxy";
  EXPECT_THAT(AptPackages(processes, clock, settings).install_command({"redis-server | x"}), ElementsAre("sudo", "--preserve-env=http_proxy", "sh", script, "redis-server"));
  settings.access = RootAccess::is_root;
  write("cache/redis.deb", "");
  EXPECT_THAT(AptPackages(processes, clock, settings).install_command({"redis-server"}), ElementsAre("sh", script, "--archives", (root / "cache").string(), "redis-server"));
  EXPECT_THAT(AptPackages(processes, clock, settings).install_script(), HasSubstr("create_main_cluster = false"));
}

TEST_F(AptPackagesTest, InstallsWithSudoWithoutAPassword) {
  processes.runs = {ScriptedRun{{"stackup:phase install", "pmstatus:redis-server:50.0:Unpacking redis-server (amd64)", "stackup:new redis-server", "stackup:done"}, 0}};
  EXPECT_THAT(*install({"redis-server"}), ElementsAre("redis-server"));
  EXPECT_THAT(command(0), ElementsAre("sudo", "-n", "sh", script, "redis-server"));
  EXPECT_EQ(processes.requests[0].log, "/log");
  EXPECT_EQ(processes.requests[0].program.environment.at("LC_ALL"), "C.UTF-8");
  EXPECT_THAT(progress, ElementsAre("Installing packages", "Unpacking redis-server"));
}

TEST_F(AptPackagesTest, WritesTheScriptReadableForItsOwnerAlone) {
  processes.runs = {ScriptedRun{{"stackup:done"}, 0}};
  ASSERT_TRUE(install({"redis-server"}));
  struct stat file {}, directory {};
  ASSERT_EQ(stat(script.c_str(), &file), 0);
  ASSERT_EQ(stat(settings.scripts.c_str(), &directory), 0);
  EXPECT_EQ(file.st_mode & 0777, 0500U);
  EXPECT_EQ(directory.st_mode & 0777, 0700U);
}

TEST_F(AptPackagesTest, RefusesADirectoryThatOthersMayWriteTo) {
  std::filesystem::create_directories(settings.scripts);
  std::filesystem::permissions(settings.scripts, std::filesystem::perms::all);
  EXPECT_EQ(install({"redis-server"}).error().code(), ErrorCode::state_unreadable);
  EXPECT_THAT(processes.requests, IsEmpty());
}

TEST_F(AptPackagesTest, AsksForThePasswordOnTheTerminal) {
  settings.terminal = "/dev/null";
  processes.runs = {ScriptedRun{{"sudo: a password is required"}, 1}, ScriptedRun{{"stackup:new redis-server", "stackup:done"}, 0}};
  EXPECT_THAT(*install({"redis-server"}), ElementsAre("redis-server"));
  EXPECT_THAT(command(1), ElementsAre("sudo", "-A", "sh", script, "redis-server"));
  EXPECT_EQ(processes.requests[1].program.environment.at("STACKUP_TERMINAL"), "/dev/null");
  EXPECT_EQ(processes.requests[1].program.environment.at("SUDO_ASKPASS"), (root / "scripts/ask-password.sh").string());
}

TEST_F(AptPackagesTest, RefusesWithTheExactCommandWhenNobodyCanBeAsked) {
  processes.runs = {ScriptedRun{{"sudo: a password is required"}, 1}};
  const auto refused = install({"redis-server"});
  EXPECT_EQ(refused.error().code(), ErrorCode::needs_root);
  EXPECT_EQ(refused.error().why(), "sudo: a password is required");
  EXPECT_THAT(refused.error().tries(), ElementsAre(HasSubstr("sudo sh " + script + " redis-server")));
}

TEST_F(AptPackagesTest, SaysSoWhenThereIsNoSudo) {
  processes.runs = {fail(Error(ErrorCode::program_not_found, "sudo could not be started").because("No such file or directory"))};
  const auto refused = install({"redis-server"});
  EXPECT_EQ(refused.error().code(), ErrorCode::needs_root);
  EXPECT_EQ(refused.error().why(), "No such file or directory");
}

TEST_F(AptPackagesTest, ReportsAWrongPasswordInSudosWords) {
  settings.terminal = "/dev/null";
  processes.runs = {ScriptedRun{{"sudo: a password is required"}, 1}, ScriptedRun{{"sudo: 3 incorrect password attempts"}, 1}};
  EXPECT_EQ(install({"redis-server"}).error().why(), "sudo: 3 incorrect password attempts");
}

TEST_F(AptPackagesTest, DoesNotTakeAMaintainerScriptsSudoForARefusal) {
  processes.runs = {ScriptedRun{{"stackup:phase install", "sudo: x", "E: Sub-process /usr/bin/dpkg returned an error code (1)"}, 1}};
  EXPECT_EQ(install({"redis-server"}).error().code(), ErrorCode::package_failed);
}

TEST_F(AptPackagesTest, ProposesNamesForUnknownPackages) {
  settings.access = RootAccess::is_root;
  processes.runs = {ScriptedRun{{"E: Unable to locate package redis-sever"}, 100}, ScriptedRun{{"redis-server", "postgresql"}, 0}};
  const auto failed = install({"redis-sever"});
  EXPECT_EQ(failed.error().code(), ErrorCode::package_unknown);
  EXPECT_THAT(failed.error().tries(), Contains("did you mean redis-server instead of redis-sever?"));
  EXPECT_THAT(command(1), ElementsAre("apt-cache", "pkgnames"));
}

TEST_F(AptPackagesTest, WaitsForAHeldLockAndGivesUpNamingTheHolder) {
  write("var/lib/dpkg/lock-frontend", "");
  const int file = open((root / "var/lib/dpkg/lock-frontend").c_str(), O_RDWR | O_CLOEXEC);
  struct flock whole {};
  whole.l_type = F_WRLCK;
  ASSERT_EQ(fcntl(file, F_SETLK, &whole), 0);
  settings.lock_patience = std::chrono::seconds(90);
  const auto held = install({"redis-server"});
  close(file);
  EXPECT_EQ(held.error().code(), ErrorCode::package_lock);
  EXPECT_THAT(held.error().what(), HasSubstr("(pid " + std::to_string(getpid()) + ")"));
  EXPECT_THAT(progress, ElementsAre(HasSubstr("Waiting for ")));
  EXPECT_GT(clock.now() - Instant{}, std::chrono::seconds(90));
}

TEST_F(AptPackagesTest, RefusesNamesThatAptWouldReadAsOptions) {
  EXPECT_EQ(install({"-oFoo=bar"}).error().code(), ErrorCode::package_unknown);
  EXPECT_EQ(install({"redis-"}).error().code(), ErrorCode::package_unknown);
}

TEST_F(AptPackagesTest, SimulatesWithoutLocksAndWithoutTheUnknown) {
  processes.runs = {ScriptedRun{{"E: Unable to locate package nosuch"}, 100},
                    ScriptedRun{{"The following NEW packages will be installed:", "  liblzf1 redis-server", "After this operation, 2 MB of additional disk space will be used.", "'http://a/r.deb' r.deb 70 MD5Sum:1"}, 0}};
  AptPackages packages(processes, clock, settings);
  const auto plan = run_task(packages.simulate({"nosuch", "redis-server"}));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->unknown, ElementsAre("nosuch"));
  EXPECT_THAT(plan->install, ElementsAre("liblzf1", "redis-server"));
  EXPECT_EQ(plan->download_bytes, 70U);
  EXPECT_EQ(plan->disk_bytes, 2000000U);
  EXPECT_FALSE(plan->lists_stale);
  EXPECT_THAT(command(1), Contains("Debug::NoLocking=1"));
  EXPECT_EQ(command(1).back(), "redis-server");
}

TEST_F(AptPackagesTest, SaysWhenListsAreOldOrAbsent) {
  AptPackages packages(processes, clock, settings);
  clock.wall += std::chrono::hours(25);
  processes.runs = {ScriptedRun{{}, 0}};
  EXPECT_TRUE(run_task(packages.simulate({"redis-server"}))->lists_stale);
  std::filesystem::remove(root / "var/lib/apt/lists/archive_Packages");
  const auto plan = run_task(packages.simulate({"redis-server"}));
  EXPECT_TRUE(plan->lists_missing);
  EXPECT_EQ(processes.requests.size(), 1U);
}

TEST_F(AptPackagesTest, DownloadsIntoTheUsersCache) {
  processes.runs = {ScriptedRun{{}, 0}};
  AptPackages packages(processes, clock, settings);
  ASSERT_TRUE(run_task(packages.download({"redis-server"}, "/log")));
  EXPECT_THAT(command(0), Contains("Dir::Cache::archives=" + (root / "cache").string()));
  EXPECT_THAT(command(0), Contains("--download-only"));
  EXPECT_TRUE(std::filesystem::is_directory(root / "cache/partial"));
}

TEST_F(AptPackagesTest, RefreshesItsOwnListsBeforeADownloadWhenTheMachinesAreOld) {
  clock.wall += std::chrono::hours(25);
  processes.runs = {ScriptedRun{{}, 0}, ScriptedRun{{}, 0}};
  AptPackages packages(processes, clock, settings);
  ASSERT_TRUE(run_task(packages.download({"redis-server"}, "/log")));
  EXPECT_THAT(command(0), Contains("update"));
  EXPECT_THAT(command(0), Contains("Dir::State::lists=" + (root / "cache/lists").string()));
}

}  // namespace
}  // namespace stackup
