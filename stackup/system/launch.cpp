#include "stackup/system/launch.h"

#include "stackup/system/process_table.h"
#include "stackup/system/program_lookup.h"

#include <csignal>
#include <cstring>
#include <mutex>
#include <vector>

#include <boost/process/v2/process.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

/// What posix_spawn is told: a session of its own, no blocked or ignored signal, these three descriptors and no others.
class Instructions {
 public:
  Instructions(const std::filesystem::path& directory, Streams streams) {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
    int target = STDIN_FILENO;
    for (const int fd : {streams.in, streams.out, streams.err}) add(fd, target++);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  ~Instructions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Instructions(const Instructions&) = delete;
  Instructions& operator=(const Instructions&) = delete;

  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }
  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  void add(int fd, int target) {
    if (fd < 0) {
      posix_spawn_file_actions_addopen(&actions_, target, "/dev/null", O_RDWR, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions_, fd, target);
    }
  }

  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

/// Ours for as long as it lives, so that a program launched meanwhile is born with it: posix_spawn(3) can't set limits, and afterwards is too late.
class BornMarked {
 public:
  explicit BornMarked(ProcessMark mark) : lock_(mutex()) {
    if (!mark.is_given() || getrlimit(RLIMIT_LOCKS, &before_) != 0) return;
    rlimit marked = before_;
    marked.rlim_cur = mark == unmarked ? before_.rlim_max : mark.value;
    changed_ = setrlimit(RLIMIT_LOCKS, &marked) == 0;
  }
  ~BornMarked() {
    if (changed_) setrlimit(RLIMIT_LOCKS, &before_);
  }
  BornMarked(const BornMarked&) = delete;
  BornMarked& operator=(const BornMarked&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }

  std::lock_guard<std::mutex> lock_;
  rlimit before_{};
  bool changed_ = false;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_list(const EnvironmentMap& map) {
  std::vector<std::string> list;
  for (const auto& [name, value] : map) list.push_back(name + "=" + value);
  return list;
}

Error cannot_start(const Program& program, const std::string& why) {
  return Error(ErrorCode::start_failed, fmt::format("'{}' could not be started", program.arguments.front())).because(why);
}

}  // namespace

Result<std::unique_ptr<Child>> launch(boost::asio::any_io_executor executor, const Program& program, Streams streams, ProcessMark mark) {
  const auto path = find_program(program);
  if (!path) return fail(path);
  std::error_code missing;
  const auto directory = program.directory.empty() ? std::filesystem::path("/") : program.directory;
  if (!std::filesystem::is_directory(directory, missing)) return fail(cannot_start(program, fmt::format("its directory {} does not exist", directory.string())));
  // Not by Boost's launcher: between fork and exec it allocates memory, and another thread (git's work) may hold the allocator's lock at that moment.
  const Instructions instructions(directory, streams);
  std::vector<std::string> arguments = program.arguments;
  arguments.front() = path->string();
  std::vector<std::string> environment = environment_list(program.environment);
  pid_t pid = 0;
  const int failed = [&] {
    const BornMarked born(mark);
    return posix_spawn(&pid, path->c_str(), instructions.actions(), instructions.attributes(), pointers(arguments).data(), pointers(environment).data());
  }();
  forget_process_table();
  if (failed != 0) return fail(cannot_start(program, std::strerror(failed)));
  return std::make_unique<Child>(boost::process::v2::process(executor, pid));
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
