#include "stackup/system/linux_processes.h"

#include "stackup/system/launch.h"
#include "stackup/system/process_table.h"
#include "stackup/system/run_program.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

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

/// What our own child and an adopted process have in common: identity, log and tree.
class TreeProcess : public Process {
 public:
  TreeProcess(ProcessIdentity identity, std::filesystem::path log) : identity_(std::move(identity)), log_(std::move(log)) {}

  [[nodiscard]] const ProcessIdentity& identity() const override { return identity_; }
  [[nodiscard]] bool is_alive() const override { return is_running(identity_); }
  void signal(int number) override {
    for (const auto& entry : process_tree(identity_.pid, log_))
      if (entry.pid == identity_.pid || entry.group == identity_.pid) signal_exactly(entry, number);
  }
  void signal_tree(int number) override {
    for (const auto& entry : process_tree(identity_.pid, log_)) signal_exactly(entry, number);
  }
  [[nodiscard]] std::vector<int> survivors() const override {
    std::vector<int> pids;
    for (const auto& entry : process_tree(identity_.pid, log_)) pids.push_back(entry.pid);
    return pids;
  }

 private:
  ProcessIdentity identity_;
  std::filesystem::path log_;
};

class ChildProcess : public TreeProcess {
 public:
  ChildProcess(boost::process::v2::process process, const std::filesystem::path& log)
      : TreeProcess(identity_of(process.id()), log), process_(std::move(process)) {}
  // Boost's handle would kill the child; a service outlives whoever started it.
  ~ChildProcess() override { process_.detach(); }

  Task<Exit> wait() override {
    boost::system::error_code failed;
    co_await process_.async_wait(asio::redirect_error(asio::use_awaitable, failed));
    if (failed == asio::error::operation_aborted) throw boost::system::system_error(failed);
    if (failed) co_return Exit{.known = false};  // somebody else has reaped it
    co_return exit_from_status(process_.native_exit_code());
  }

 private:
  boost::process::v2::process process_;
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
  AdoptedProcess(asio::any_io_executor executor, int pidfd, const ProcessIdentity& identity, const std::filesystem::path& log)
      : TreeProcess(identity, log), pidfd_(std::move(executor), pidfd) {}

  Task<Exit> wait() override {
    co_await pidfd_.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
    co_return exit_of(pidfd_.native_handle());
  }

 private:
  asio::posix::stream_descriptor pidfd_;
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
  auto started = launch(executor_, request.program, {.out = log, .err = log});
  close(log);
  if (!started) return fail(started);
  return std::make_unique<ChildProcess>(std::move(*started), request.log);
}

std::unique_ptr<Process> LinuxProcesses::adopt(const ProcessIdentity& identity, const std::filesystem::path& log) {
  if (!is_running(identity)) return nullptr;
  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, identity.pid, 0));
  if (pidfd < 0) return nullptr;
  if (!is_running(identity)) {  // it ended between the two looks, and the pid may be another's
    close(pidfd);
    return nullptr;
  }
  return std::make_unique<AdoptedProcess>(executor_, pidfd, identity, log);
}

}  // namespace stackup
