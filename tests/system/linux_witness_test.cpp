#include "stackup/system/linux_witness.h"

#include "tests/fakes/temporary_directory.h"

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A child that waits in `directory` with whatever is done in it first.
template <class First>
class Child {
 public:
  Child(const std::filesystem::path& directory, First first) {
    int ready[2];
    EXPECT_EQ(pipe(ready), 0);
    pid_ = fork();
    if (pid_ == 0) {
      if (chdir(directory.c_str()) == 0) first();
      (void)!write(ready[1], "x", 1);
      for (;;) pause();
    }
    char byte = 0;
    EXPECT_EQ(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  [[nodiscard]] int pid() const { return pid_; }

 private:
  int pid_ = 0;
};

void listen_at(in_addr_t address) {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(address);
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 || listen(descriptor, 1) != 0) abort();
}

class LinuxWitnessTest : public ::testing::Test {
 protected:
  std::vector<int> pids_in_directory() {
    std::vector<int> pids;
    for (const auto& process : witness.processes_of(directory.path())) pids.push_back(process.pid);
    return pids;
  }

  testing::TemporaryDirectory directory;
  LinuxWitness witness;
};

TEST_F(LinuxWitnessTest, SeesWhoWorksInADirectoryAndWhatDescendsFromIt) {
  EXPECT_THAT(pids_in_directory(), IsEmpty());
  const Child parent(directory.path(), [] {
    if (fork() == 0)
      for (;;) pause();
  });
  const auto pids = pids_in_directory();
  EXPECT_EQ(pids.size(), 2U);
  EXPECT_THAT(pids, Contains(parent.pid()));
  for (const int pid : pids) ::kill(pid, SIGKILL);
}

TEST_F(LinuxWitnessTest, TellsWhatListensForOthers) {
  const Child local(directory.path(), [] { listen_at(INADDR_LOOPBACK); });
  EXPECT_THAT(witness.open_to_others(witness.processes_of(directory.path())), IsEmpty());
  const Child open(directory.path(), [] { listen_at(INADDR_ANY); });
  EXPECT_THAT(witness.open_to_others(witness.processes_of(directory.path())), ElementsAre(::testing::StartsWith("0.0.0.0:")));
}

TEST_F(LinuxWitnessTest, CountsMemory) {
  const Child child(directory.path(), [] {});
  EXPECT_GT(witness.memory_of(witness.processes_of(directory.path())), 10000U);
  EXPECT_EQ(witness.memory_of({}), 0U);
}

TEST_F(LinuxWitnessTest, SeesFilesThatAreShared) {
  const auto file = std::filesystem::path("/tmp") / ("witness-" + std::to_string(getpid()));
  EXPECT_THAT(witness.shared_files(), ::testing::Not(Contains(file)));
  const Child child(directory.path(), [&] { new std::ofstream(file); });
  EXPECT_THAT(witness.shared_files(), Contains(file));
  EXPECT_EQ(witness.used_by({{child.pid(), ""}}, {file, "/tmp/other"}), std::set{file});
  std::filesystem::remove(file);
}

TEST_F(LinuxWitnessTest, HoldsAPort) {
  auto held = witness.hold(0);
  EXPECT_NE(held, nullptr);
}

TEST_F(LinuxWitnessTest, KillsOneProcess) {
  const Child child(directory.path(), [] {});
  witness.kill(child.pid());
  siginfo_t info{};
  EXPECT_EQ(waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(info.si_status, SIGKILL);
}

}  // namespace
}  // namespace stackup
