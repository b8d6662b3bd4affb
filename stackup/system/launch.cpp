#include "stackup/system/launch.h"

#include "stackup/system/program_lookup.h"

#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
// process_environment is declared but not defined in header-only use (Boost 1.81 and 1.83); this is its definition.
#include <boost/process/v2/impl/environment.ipp>

#include <csignal>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace process = boost::process::v2;

/// Runs in the child between fork and exec, so only async-signal-safe calls.
struct OwnSession {
  template <class Launcher>
  boost::system::error_code on_exec_setup(Launcher&, const process::filesystem::path&, const char* const*&) const {
    setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int number = 1; number < SIGRTMIN; ++number) ::signal(number, SIG_DFL);
    syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    return {};
  }
};

std::vector<std::string> environment_list(const EnvironmentMap& map) {
  std::vector<std::string> list;
  for (const auto& [name, value] : map) list.push_back(name + "=" + value);
  return list;
}

Error cannot_start(const Program& program, const std::string& why) {
  return Error(ErrorCode::start_failed, fmt::format("'{}' could not be started", program.arguments.front())).because(why);
}

}  // namespace

Result<process::process> launch(boost::asio::any_io_executor executor, const Program& program, Streams streams) {
  const auto path = find_program(program);
  if (!path) return fail(path);
  std::error_code missing;
  const auto directory = program.directory.empty() ? std::filesystem::path("/") : program.directory;
  if (!std::filesystem::is_directory(directory, missing)) return fail(cannot_start(program, fmt::format("its directory {} does not exist", directory.string())));
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  const auto or_null = [&](int fd) { return fd < 0 ? null : fd; };
  const std::vector<std::string> arguments(program.arguments.begin() + 1, program.arguments.end());
  const auto environment = environment_list(program.environment);
  boost::system::error_code error;
  process::default_process_launcher launcher;
  auto started = launcher(executor, error, process::filesystem::path(path->string()), arguments,
                          process::process_stdio{or_null(streams.in), or_null(streams.out), or_null(streams.err)},
                          process::process_start_dir(directory.string()), process::process_environment(environment), OwnSession{});
  close(null);
  if (error) return fail(cannot_start(program, error.message()));
  return started;
}

int open_log(const std::filesystem::path& log) {
  std::error_code error;
  std::filesystem::create_directories(log.parent_path(), error);
  return open(log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

Exit exit_from_status(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status)};
}

}  // namespace stackup
