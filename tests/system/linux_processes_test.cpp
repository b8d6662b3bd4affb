#include "stackup/system/linux_processes.h"

#include "stackup/system/descriptors.h"
#include "stackup/system/process_table.h"
#include "tests/fakes/temporary_directory.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

/// Real processes of /bin/sh, each of which says in a pipe that it has begun.
class LinuxProcessesTest : public ::testing::Test {
 protected:
  LinuxProcessesTest() {
    mkfifo((directory.path() / "told").c_str(), 0600);
    fifo = open((directory.path() / "told").c_str(), O_RDWR | O_CLOEXEC);
  }
  ~LinuxProcessesTest() override {
    forget_process_table();
    for (const auto& mark : processes.marks_like(mark_of(directory.path(), Marked::process, ""))) kill_all(mark);
    close(fifo);
    while (waitpid(-1, nullptr, WNOHANG) > 0) {}
  }
  LinuxProcessesTest(const LinuxProcessesTest&) = delete;
  LinuxProcessesTest& operator=(const LinuxProcessesTest&) = delete;

  ProcessMark mark(const std::string& id) const { return mark_of(directory.path(), Marked::process, id); }

  /// `script` calls tell once it has got as far as the test wants.
  std::unique_ptr<Process> spawn(const std::string& id, const std::string& script) {
    SpawnRequest request;
    request.program.arguments = {"/bin/sh", "-c", "tell() { echo x >'" + (directory.path() / "told").string() + "'; }; " + script};
    request.program.environment = {{"PATH", "/usr/bin:/bin"}};
    request.log = directory.path() / (id + ".log");
    request.mark = mark(id);
    auto spawned = processes.spawn(request);
    EXPECT_TRUE(spawned.has_value());
    return std::move(*spawned);
  }
  void await_told() {
    char c = 0;
    for (int n = 0; n < 2;) n += static_cast<int>(read(fifo, &c, 1));
  }
  void await_end(Process& process) {
    loop.restart();
    boost::asio::co_spawn(loop, process.wait(), boost::asio::detached);
    loop.run();
  }
  void kill_all(ProcessMark which) {
    for (auto left = processes.find(which); left; left = processes.find(which)) end(*left);
  }
  /// Again and again: a shell may fork between the look and the signal.
  static void end(Process& process) {
    do {
      process.signal_tree(SIGKILL);
      forget_process_table();
      std::this_thread::yield();
    } while (!process.survivors().empty());
    forget_process_table();
  }

  TemporaryDirectory directory;
  boost::asio::io_context loop;
  LinuxProcesses processes{loop.get_executor()};
  int fifo = -1;
};

TEST_F(LinuxProcessesTest, FindsADaemonThatLeftSessionParentEnvironmentAndDescriptors) {
  const auto process = spawn("daemon", "setsid env -i /bin/sh -c '(sleep 1000 & ) </dev/null >/dev/null 2>&1; wait' & wait; tell");
  await_told();
  await_end(*process);
  forget_process_table();
  EXPECT_FALSE(process->is_alive());
  EXPECT_EQ(process->survivors().size(), 1U);
  const auto found = processes.find(mark("daemon"));
  ASSERT_TRUE(found);
  while (process_name(found->identity().pid) == "sh") std::this_thread::yield();  // forked, and about to become it
  EXPECT_EQ(process_name(found->identity().pid), "sleep");
  end(*process);
  EXPECT_FALSE(processes.find(mark("daemon")));
}

TEST_F(LinuxProcessesTest, FindsTheSpawnedOneBeforeItsDaemons) {
  const auto process = spawn("main", "setsid sleep 1000 & setsid sleep 1000 & tell; sleep 1000");
  await_told();
  forget_process_table();
  const auto found = processes.find(mark("main"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->identity(), process->identity());
}

TEST_F(LinuxProcessesTest, HoldsWholeTreesStill) {
  // It forks without end, so that there is always a child that was not there a moment ago.
  const auto one = spawn("one", "tell; while :; do /bin/true; done");
  const auto two = spawn("two", "setsid sleep 1000 & tell; sleep 1000");
  const auto other = spawn("other", "tell; sleep 1000");
  for (int i = 0; i < 3; ++i) await_told();
  const std::vector<ProcessMark> marks = {mark("one"), mark("two")};
  EXPECT_FALSE(processes.are_stopped(marks));
  processes.signal_all(marks, SIGSTOP);
  for (int look = 1; !processes.are_stopped(marks); ++look) {
    if (look % 50 == 0) processes.signal_all(marks, SIGCONT);  // dash waits in the kernel until its child has called exec
    processes.signal_all(marks, SIGSTOP);
  }
  EXPECT_FALSE(processes.are_stopped({mark("other")}));
  processes.signal_all(marks, SIGCONT);
  EXPECT_FALSE(processes.are_stopped({mark("two")}));
  end(*one);
}

TEST_F(LinuxProcessesTest, TouchesNoOtherProcess) {
  const auto one = spawn("one", "tell; sleep 1000");
  const auto other = spawn("other", "tell; sleep 1000");
  await_told();
  await_told();
  end(*one);
  await_end(*one);
  EXPECT_TRUE(other->is_alive());
  EXPECT_EQ(processes.marks_like(mark("anything")), std::vector<ProcessMark>{mark("other")});
}

TEST_F(LinuxProcessesTest, AnotherWorkspacesMarksAreNotAlike) {
  const auto process = spawn("one", "tell; sleep 1000");
  await_told();
  EXPECT_TRUE(processes.marks_like(mark_of("/elsewhere", Marked::process, "one")).empty());
  EXPECT_FALSE(processes.find(mark_of("/elsewhere", Marked::process, "one")));
  EXPECT_FALSE(processes.find(mark_of(directory.path(), Marked::step, "one")));
}

TEST_F(LinuxProcessesTest, AdoptsOnlyTheVeryProcess) {
  const auto process = spawn("one", "tell; sleep 1000");
  await_told();
  auto reused = process->identity();
  ++reused.start_ticks;
  EXPECT_FALSE(processes.adopt(reused, mark("one")));
  auto before_a_restart = process->identity();
  before_a_restart.boot_id = "another";
  EXPECT_FALSE(processes.adopt(before_a_restart, mark("one")));
  EXPECT_FALSE(processes.adopt(process->identity(), mark("two"))) << "a pid and its start may have come true again; the mark does not";
  const auto adopted = processes.adopt(process->identity(), mark("one"));
  ASSERT_TRUE(adopted);
  adopted->signal(SIGTERM);
  await_end(*adopted);
  EXPECT_FALSE(adopted->is_alive());
}

TEST_F(LinuxProcessesTest, KnowsWhatIsDeadAndNotYetReaped) {
  const auto process = spawn("one", "(until [ \"$(cat /proc/$$/comm)\" = sleep ]; do :; done) & tell; exec sleep 1000");  // which reaps nothing
  await_told();
  forget_process_table();
  while (!processes.is_unreaped(mark("one"))) forget_process_table();
  EXPECT_FALSE(processes.is_unreaped(mark("other")));
  EXPECT_TRUE(process->is_alive());
}

/// The script takes longer than it may; nothing of it is left.
class TooLongTest : public LinuxProcessesTest {
 protected:
  void expect_ended(std::string script, Duration timeout) {
    const auto run = [&]() -> Task<void> {
      RunRequest request;
      request.program.arguments = {"/bin/sh", "-c", script};
      request.program.environment = {{"PATH", "/usr/bin:/bin"}};
      request.mark = mark("step");
      request.timeout = timeout;
      const auto outcome = co_await processes.run(std::move(request));
      EXPECT_TRUE(outcome && outcome->timed_out);
    };
    boost::asio::co_spawn(loop, run(), boost::asio::detached);
    loop.run();
    forget_process_table();
    EXPECT_EQ(processes.find(mark("step")), nullptr);
  }
};

TEST_F(TooLongTest, ACommandIsEndedWithItsDaemons) {
  expect_ended("(setsid sleep 1000 >/dev/null 2>&1 &); echo begun; sleep 1000", std::chrono::milliseconds(300));
}

TEST_F(TooLongTest, ACommandThatForksWhileItIsEndedLeavesNothing) {
  const std::string forking = "i=0; while [ $i -lt 400 ]; do sleep 1000 & i=$((i+1)); done";
  expect_ended("trap '(trap \"\" TERM; " + forking + ") >/dev/null 2>&1 & exit' TERM; while :; do sleep 0.01; done", std::chrono::milliseconds(100));
}

TEST_F(LinuxProcessesTest, OurOwnMarkStaysAsItWas) {
  rlimit before{}, after{};
  getrlimit(RLIMIT_LOCKS, &before);
  const auto process = spawn("one", "tell; sleep 1000");
  await_told();
  getrlimit(RLIMIT_LOCKS, &after);
  EXPECT_EQ(before.rlim_cur, after.rlim_cur);
}

TEST_F(LinuxProcessesTest, AProgramHasTheLimitOfOpenFilesThatWeHadBefore) {
  rlimit before{}, raised{};
  getrlimit(RLIMIT_NOFILE, &before);
  if (before.rlim_cur == before.rlim_max) GTEST_SKIP() << "the limit is as high as it can be";
  use_all_descriptors();
  getrlimit(RLIMIT_NOFILE, &raised);
  EXPECT_EQ(raised.rlim_cur, before.rlim_max);
  const auto process = spawn("one", "ulimit -n; tell");
  await_told();
  await_end(*process);
  std::ifstream log(directory.path() / "one.log");
  rlim_t told = 0;
  log >> told;
  EXPECT_EQ(told, before.rlim_cur);
}

class ProcessTreeTest : public LinuxProcessesTest {};

TEST_F(ProcessTreeTest, WithoutAMarkDescentTells) {
  const auto process = spawn("one", "sleep 1000 & (setsid sleep 1000 &) ; sh -c 'sleep 1000 & wait' & tell; wait");
  await_told();
  forget_process_table();
  EXPECT_GE(ProcessTable::read().descended(process->identity()).size(), 3U);
  auto reused = process->identity();
  ++reused.start_ticks;
  EXPECT_TRUE(ProcessTable::read().descended(reused).empty()) << "the pid is another's now, and so are its session and group";
}

}  // namespace
}  // namespace stackup::testing
