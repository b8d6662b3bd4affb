#include "stackup/system/launch.h"

#include "stackup/system/descriptors.h"
#include "stackup/system/process_table.h"
#include "stackup/system/program_lookup.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <mutex>
#include <optional>
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
    for (const int fd : {streams.in, streams.out, streams.err}) posix_spawn_file_actions_adddup2(&actions_, fd < 0 ? nothing_ : fd, target++);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  ~Instructions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
    close(nothing_);
  }
  Instructions(const Instructions&) = delete;
  Instructions& operator=(const Instructions&) = delete;

  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }
  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  int nothing_ = open("/dev/null", O_RDWR | O_CLOEXEC);  // here, for the child may have too low a limit to open it beyond our many descriptors
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

/// Files that a program may have open; none: as we have it.
std::optional<rlimit>& given_files() {
  static std::optional<rlimit> limit;
  return limit;
}

/// A limit of ours for as long as it lives, so that a program launched meanwhile is born with it: posix_spawn(3) can't set limits, and afterwards is too late.
class Lent {
 public:
  Lent(__rlimit_resource resource, std::optional<rlim_t> soft) : resource_(resource) {
    if (!soft || getrlimit(resource, &before_) != 0) return;
    rlimit lent = before_;
    lent.rlim_cur = std::min(*soft, before_.rlim_max);
    changed_ = setrlimit(resource, &lent) == 0;
  }
  ~Lent() {
    if (changed_) setrlimit(resource_, &before_);
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

 private:
  __rlimit_resource resource_;
  rlimit before_{};
  bool changed_ = false;
};

std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

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
    const std::lock_guard guard(one_at_a_time());
    const Lent marked(RLIMIT_LOCKS, mark.is_given() ? std::optional(mark.value) : std::nullopt);
    const Lent files(RLIMIT_NOFILE, given_files() ? std::optional(given_files()->rlim_cur) : std::nullopt);
    return posix_spawn(&pid, path->c_str(), instructions.actions(), instructions.attributes(), pointers(arguments).data(), pointers(environment).data());
  }();
  forget_process_table();
  if (failed != 0) return fail(cannot_start(program, std::strerror(failed)));
  return std::make_unique<Child>(boost::process::v2::process(executor, pid));
}

int open_log(const std::filesystem::path& log) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(log.parent_path(), error);
  if (made) std::filesystem::permissions(log.parent_path(), std::filesystem::perms::owner_all, error);  // whatever the umask
  return open(log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

Exit exit_from_status(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status)};
}

void use_all_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  given_files() = limit;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace stackup
