// A program that writes journals is killed: between any two of its system calls, and at random. What it was told to be kept is there.
#include "stackup/store/process_journal.h"
#include "stackup/store/run_directory.h"
#include "tests/event/expect_valid.h"
#include "tests/event/random_events.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/temporary_directory.h"

#include <csignal>
#include <optional>

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup::testing {
namespace {

/// So low that both journals are compacted several times in a short life.
constexpr RunLimits run_limits{.most_runs = 1, .most_bytes = 1 << 20, .kept_runs = 1};
constexpr ProcessJournal::Limits process_limits{.longest = 400, .word_for_word = 100, .most_waiting = 10};

/// Writes these, each into the journal where it belongs, and tells of each that is kept by a byte into `told`.
void write_all_of(const std::vector<Event>& events, const RunDirectory& directory, int told) {
  const FakeClock clock;
  const auto processes = ProcessJournal::open(directory.process_journal(), clock, process_limits);
  std::unique_ptr<Journal> run;
  for (const auto& event : events) {
    if (std::holds_alternative<RunStarted>(event)) run = directory.begin_run(clock).value();
    const bool is_of_run = event.index() <= Event(RunFinished{}).index();
    const auto kept = is_of_run ? run->emit(event) : (*processes)->emit(event);
    if (!kept || write(told, "k", 1) != 1) _exit(1);
  }
}

std::vector<Event> some_events(unsigned seed, std::size_t length) {
  std::vector<Event> events = {RunStarted{"up", {}, "1"}};
  for (const auto& event : RandomEvents(seed).history(length)) events.push_back(event.event);
  return events;
}

class JournalKillTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(pipe(told_), 0); }
  void TearDown() override {
    close(told_[0]);
    if (told_[1] >= 0) close(told_[1]);
  }

  pid_t begin(const std::vector<Event>& events, bool traced) {
    const pid_t child = fork();
    if (child != 0) return child;
    if (traced && ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(77);
    if (traced) raise(SIGSTOP);
    write_all_of(events, directory, told_[1]);
    _exit(0);
  }

  /// How many events the dead writer was told to be kept.
  std::size_t kept() {
    close(std::exchange(told_[1], -1));
    std::size_t count = 0;
    for (char byte = 0; read(told_[0], &byte, 1) == 1;) ++count;
    return count;
  }

  /// What was kept counts, and perhaps the event that it was at when it died. The next writer goes on from there.
  void expect_nothing_lost(const std::vector<Event>& events) {
    const auto count = kept();
    RunState expected;
    for (std::size_t i = 0; i < count; ++i) expected = apply(std::move(expected), events[i], WallTime{});
    auto found = directory.load();
    if (found != expected && count < events.size()) expected = apply(std::move(expected), events[count], WallTime{});
    ASSERT_EQ(found, expected) << "after " << count << " events";
    expect_valid(found);
    const FakeClock clock;
    for (const Event& event : {Event(ProcessStarting{"next/p", "d"}), Event(RunStarted{"next", {}, "1"})}) expected = apply(std::move(expected), event, WallTime{});
    ASSERT_TRUE(ProcessJournal::open(directory.process_journal(), clock, process_limits).value()->emit(ProcessStarting{"next/p", "d"}));
    ASSERT_TRUE(directory.begin_run(clock).value()->emit(RunStarted{"next", {}, "1"}));
    ASSERT_EQ(directory.load(), expected);
  }

  TemporaryDirectory place;
  RunDirectory directory{place.path(), run_limits};

 private:
  int told_[2] = {-1, -1};
};

/// One death of a traced writer, before its system call number `call` (from 0); nothing if it was done before.
class DeathBefore : public JournalKillTest {
 public:
  enum class Ending { killed, done, not_traced };
  Ending die(const std::vector<Event>& events, std::size_t call) {
    const pid_t child = begin(events, true);
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) return Ending::not_traced;
    ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD);
    for (std::size_t stop = 0; stop <= 2 * call; ++stop) {  // each call stops twice: before and after
      ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
      waitpid(child, &status, 0);
      if (WIFEXITED(status)) return Ending::done;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return Ending::killed;
  }
  void TestBody() override {}
  void run(const std::vector<Event>& events, std::size_t call, std::optional<Ending>& ending) {
    SetUp();
    ending = die(events, call);
    if (ending != Ending::not_traced) expect_nothing_lost(events);
    TearDown();
  }
};

TEST(JournalKill, BetweenAnyTwoSystemCallsLosesNothing) {
  const auto events = some_events(11, 14);
  for (std::size_t call = 0;; ++call) {
    SCOPED_TRACE("before system call " + std::to_string(call));
    std::optional<DeathBefore::Ending> ending;
    DeathBefore().run(events, call, ending);
    if (ending == DeathBefore::Ending::not_traced) GTEST_SKIP() << "programs can't be traced here";
    if (::testing::Test::HasFailure()) return;
    if (ending == DeathBefore::Ending::killed) continue;
    EXPECT_GT(call, 80U) << "so few system calls can't have compacted anything";
    return;
  }
}

class RandomKillTest : public JournalKillTest, public ::testing::WithParamInterface<unsigned> {};

TEST_P(RandomKillTest, LosesNothing) {
  const auto events = some_events(GetParam(), 300);
  std::mt19937 random(GetParam());
  const pid_t child = begin(events, false);
  while (random() % 2000 != 0) {}  // some microseconds or some milliseconds
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  expect_nothing_lost(events);
}

INSTANTIATE_TEST_SUITE_P(AtRandom, RandomKillTest, ::testing::Range(0U, 30U));

}  // namespace
}  // namespace stackup::testing
