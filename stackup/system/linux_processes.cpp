#include "stackup/system/linux_processes.h"

#include "stackup/system/launch.h"
#include "stackup/system/process_table.h"
#include "stackup/system/run_program.h"


#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;

/// What our own child and an adopted process have in common: identity, mark and tree.
class TreeProcess : public Process {
 public:
  TreeProcess(ProcessIdentity identity, ProcessMark mark) : identity_(std::move(identity)), mark_(mark) {}

  [[nodiscard]] const ProcessIdentity& identity() const override { return identity_; }
  [[nodiscard]] bool is_alive() const override { return is_running(identity_); }
  void signal(int number) override {
    for (const auto& entry : process_tree(identity_, mark_))
      if (entry.pid == identity_.pid || entry.group == identity_.pid) signal_exactly(entry, number);
  }
  void signal_tree(int number) override {
    for (const auto& entry : process_tree(identity_, mark_)) signal_exactly(entry, number);
  }
  [[nodiscard]] std::vector<int> survivors() const override {
    std::vector<int> pids;
    for (const auto& entry : process_tree(identity_, mark_)) pids.push_back(entry.pid);
    return pids;
  }

 private:
  ProcessIdentity identity_;
  ProcessMark mark_;
};

class ChildProcess : public TreeProcess {
 public:
  ChildProcess(std::unique_ptr<Child> child, ProcessMark mark) : TreeProcess(identity_of(child->pid()), mark), child_(std::move(child)) {}

  Task<Exit> wait() override { return child_->wait(); }

 private:
  std::unique_ptr<Child> child_;
};

/// PIDFD_GET_INFO of linux/pidfd.h (since 6.13; the exit code since 6.15), which Debian 12's headers do not have yet.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t cgroupid;
  std::uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
  std::int32_t exit_code;
};
constexpr std::uint64_t pidfd_info_exit = 1U << 3;
constexpr unsigned long pidfd_get_info = _IOWR(0xFF, 11, PidfdInfo);

Exit exit_of(int pidfd) {
  PidfdInfo info{};
  info.mask = pidfd_info_exit;
  if (ioctl(pidfd, pidfd_get_info, &info) != 0 || (info.mask & pidfd_info_exit) == 0) return {.known = false};
  return exit_from_status(info.exit_code);
}

class AdoptedProcess : public TreeProcess {
 public:
  AdoptedProcess(int pidfd, const ProcessIdentity& identity, ProcessMark mark) : TreeProcess(identity, mark), pidfd_(pidfd) {}
  ~AdoptedProcess() override { close(pidfd_); }

  Task<Exit> wait() override {
    co_await await_pidfd(pidfd_);
    co_return exit_of(pidfd_);
  }

 private:
  int pidfd_;
};

}  // namespace

LinuxProcesses::LinuxProcesses(asio::any_io_executor executor) : executor_(std::move(executor)) {}

Task<Result<RunOutcome>> LinuxProcesses::run(RunRequest request) { return run_program(std::move(request)); }

Result<std::unique_ptr<Process>> LinuxProcesses::spawn(const SpawnRequest& request) {
  const int log = open_log(request.log);
  if (log < 0) {
    return fail(Error(errno == ENOSPC ? ErrorCode::disk_full : ErrorCode::state_unreadable, fmt::format("the log {} can't be opened", request.log.string()))
                    .because(std::strerror(errno)));
  }
  auto started = launch(executor_, request.program, {.out = log, .err = log}, request.mark);
  close(log);
  if (!started) return fail(started);
  return std::make_unique<ChildProcess>(std::move(*started), request.mark);
}

std::unique_ptr<Process> LinuxProcesses::adopt(const ProcessIdentity& identity, ProcessMark mark) {
  if (!is_running(identity)) return nullptr;
  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, identity.pid, 0));
  if (pidfd < 0) return nullptr;
  // It may have ended between the two looks, and the pid be another's; so may the whole identity after years or in a damaged journal.
  if (!is_running(identity) || (mark.is_given() && mark_carried_by(identity.pid) != mark)) {
    close(pidfd);
    return nullptr;
  }
  return std::make_unique<AdoptedProcess>(pidfd, identity, mark);
}

std::unique_ptr<Process> LinuxProcesses::find(ProcessMark mark) {
  for (int look = 0; look < 2; ++look) {
    auto carriers = ProcessTable::recent()->marked(mark);
    if (carriers.empty()) return nullptr;
    // What we spawn leads a session, and so may its daemons; they are younger.
    std::stable_partition(carriers.begin(), carriers.end(), [](const ProcessEntry& entry) { return entry.leads_session(); });
    for (const auto& carrier : carriers)
      if (auto process = adopt({carrier.pid, carrier.start_ticks, boot_id()}, mark)) return process;
    forget_process_table();  // all have ended since it was read, and may have left others
  }
  return nullptr;
}

bool LinuxProcesses::is_unreaped(ProcessMark mark) const {
  const auto table = ProcessTable::recent();
  const auto& all = table->all();
  return std::any_of(all.begin(), all.end(), [&](const ProcessEntry& entry) { return entry.mark == mark && !entry.is_alive() && entry.parent != getpid(); });
}

namespace {

/// What was read a moment ago may lack what a service has started since.
std::vector<ProcessEntry> marked_now(const std::vector<ProcessMark>& marks) {
  const auto table = ProcessTable::read();
  std::vector<ProcessEntry> found;
  for (const auto mark : marks)
    for (const auto& entry : table.marked(mark)) found.push_back(entry);
  return found;
}

}  // namespace

void LinuxProcesses::signal_all(const std::vector<ProcessMark>& marks, int signal) {
  for (const auto& entry : marked_now(marks)) signal_exactly(entry, signal);
}

bool LinuxProcesses::are_stopped(const std::vector<ProcessMark>& marks) const {
  const auto found = marked_now(marks);
  return std::all_of(found.begin(), found.end(), [](const ProcessEntry& entry) { return entry.is_stopped(); });
}

std::vector<ProcessMark> LinuxProcesses::marks_like(ProcessMark mark) const {
  std::vector<ProcessMark> marks;
  const auto table = ProcessTable::recent();
  for (const auto& entry : table->all())
    if (entry.is_alive() && entry.mark.is_given() && entry.mark.same_workspace(mark) && std::find(marks.begin(), marks.end(), entry.mark) == marks.end()) marks.push_back(entry.mark);
  return marks;
}

}  // namespace stackup
