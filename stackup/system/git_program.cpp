#include "stackup/system/git_program.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {

namespace {

constexpr std::size_t kept_errors = 64 * 1024;
constexpr int poll_milliseconds = 100;
constexpr int polls_until_kill = 20;

/// What git itself calls its local variables, and what would change the protocol of the answers that are read here.
constexpr std::array redirecting{"GIT_DIR",
                                 "GIT_WORK_TREE",
                                 "GIT_INDEX_FILE",
                                 "GIT_OBJECT_DIRECTORY",
                                 "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                 "GIT_COMMON_DIR",
                                 "GIT_NAMESPACE",
                                 "GIT_SHALLOW_FILE",
                                 "GIT_GRAFT_FILE",
                                 "GIT_PREFIX",
                                 "GIT_CONFIG",
                                 "GIT_IMPLICIT_WORK_TREE",
                                 "GIT_INTERNAL_SUPER_PREFIX",
                                 "GIT_QUARANTINE_PATH",
                                 "GIT_NO_REPLACE_OBJECTS",
                                 "GIT_REPLACE_REF_BASE",
                                 "GIT_TRACE",
                                 "LANGUAGE"};

EnvironmentMap git_environment(EnvironmentMap environment) {
  for (const auto* name : redirecting) environment.erase(name);
  environment["LC_ALL"] = "C";
  environment["GIT_TERMINAL_PROMPT"] = "0";
  environment["GIT_OPTIONAL_LOCKS"] = "0";                        // reading a status must not disturb a git that the user runs
  environment["GIT_ALLOW_PROTOCOL"] = "https:http:git:ssh:file";  // ext:: would run commands
  environment.emplace("GIT_HTTP_LOW_SPEED_LIMIT", "100");
  environment.emplace("GIT_HTTP_LOW_SPEED_TIME", "60");
  auto& ssh = environment["GIT_SSH_COMMAND"];
  ssh = (ssh.empty() ? "ssh" : ssh) + " -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=20";
  return environment;
}

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }

 private:
  std::array<int, 2> ends_{-1, -1};
};

constexpr std::array progress_words{"% (", "remote: Enumerating objects", "remote: Counting objects", "remote: Compressing objects",
                                    "remote: Total "};

bool is_progress(const std::string& line) {
  return std::any_of(progress_words.begin(), progress_words.end(),
                     [&](const char* words) { return line.find(words) != std::string::npos; });
}

/// Splits standard error at newlines and carriage returns (ssh ends its lines with both); what only tells progress is not kept.
class ErrorLines {
 public:
  explicit ErrorLines(const std::function<void(std::string_view)>& on_line) : on_line_(on_line) {}

  void add(std::string_view text) {
    for (const char c : text) {
      if (c == '\n' || c == '\r') {
        end_line();
      } else {
        line_ += c;
      }
    }
  }
  std::string take() {
    end_line();
    return std::move(kept_);
  }

 private:
  void end_line() {
    if (on_line_) on_line_(line_);
    if (!line_.empty() && !is_progress(line_)) kept_ += line_ + "\n";
    if (kept_.size() > kept_errors) kept_.erase(0, kept_.size() - kept_errors);
    line_.clear();
  }

  const std::function<void(std::string_view)>& on_line_;
  std::string line_;
  std::string kept_;
};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Starts the program in a session of its own; returns its pid or -errno.
pid_t spawn(const std::string& path, std::vector<std::string> arguments, const EnvironmentMap& environment, const Pipe& output,
            const Pipe& errors) {
  std::vector<std::string> settings;
  for (const auto& [name, value] : environment) settings.push_back(name + "=" + value);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.write_end(), 1);
  posix_spawn_file_actions_adddup2(&actions, errors.write_end(), 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, path.c_str(), &actions, &attributes, pointers_to(arguments).data(), pointers_to(settings).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed != 0 ? -failed : pid;
}

/// Reads what there is; false at the end of the file.
template <class Take>
bool drain(int descriptor, Take take) {
  std::array<char, 16384> buffer;
  const auto count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) take(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
  return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

/// Follows a child to its end: its output, its exit, and its death on cancellation.
class Follower {
 public:
  Follower(pid_t pid, const Pipe& output, const Pipe& errors, const JobControl& control,
           const std::function<void(std::string_view)>& on_line)
      : pid_(pid), output_(output.read_end()), errors_(errors.read_end()), control_(control), lines_(on_line) {}

  GitOutcome follow() {
    while (!step()) {
    }
    outcome_.errors = lines_.take();
    return std::move(outcome_);
  }

 private:
  /// True when the child has ended and its output was read. A grandchild that keeps the pipes open (a credential daemon) is not waited for.
  bool step() {
    if (control_.must_end()) kill_session();
    const bool has_ended = reap();
    std::array<pollfd, 2> polled{pollfd{output_, POLLIN, 0}, pollfd{errors_, POLLIN, 0}};
    const int ready = ::poll(polled.data(), polled.size(), has_ended ? 0 : poll_milliseconds);
    if (ready <= 0) return has_ended;
    if (polled[0].revents != 0 && !drain(output_, [&](std::string_view text) { outcome_.output += text; })) output_ = -1;
    if (polled[1].revents != 0 && !drain(errors_, [&](std::string_view text) { lines_.add(text); })) errors_ = -1;
    return false;
  }

  bool reap() {
    if (reaped_) return true;
    int status = 0;
    if (::waitpid(pid_, &status, output_ < 0 && errors_ < 0 && !control_.must_end() ? 0 : WNOHANG) != pid_) return false;
    reaped_ = true;
    if (WIFSIGNALED(status)) outcome_.exit.signal = WTERMSIG(status);
    if (WIFEXITED(status)) outcome_.exit.code = WEXITSTATUS(status);
    return true;
  }

  void kill_session() {
    if (reaped_) return;
    const int signal = ++kills_ > polls_until_kill ? SIGKILL : SIGTERM;
    ::kill(-pid_, signal);
  }

  pid_t pid_;
  int output_;
  int errors_;
  const JobControl& control_;
  ErrorLines lines_;
  GitOutcome outcome_;
  bool reaped_ = false;
  int kills_ = 0;
};

}  // namespace

std::string found_in_path(const EnvironmentMap& environment, const std::string& name) {
  const auto path = environment.find("PATH");
  if (path == environment.end()) return {};
  for (const auto& folder : split(path->second, ':')) {
    const auto candidate = (folder.empty() ? "." : folder) + "/" + name;
    std::error_code ignored;
    if (::access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate, ignored)) return candidate;
  }
  return {};
}

std::optional<GitProgram> GitProgram::find(const EnvironmentMap& environment) {
  const auto path = found_in_path(environment, "git");
  if (path.empty()) return std::nullopt;
  return GitProgram(path, git_environment(environment));
}

bool GitProgram::has_lfs() const { return !found_in_path(environment_, "git-lfs").empty(); }

Result<GitOutcome> GitProgram::run(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
                                   const JobControl& control, const std::function<void(std::string_view)>& on_line) const {
  std::vector<std::string> words{"git", "-C", directory.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Pipe output;
  Pipe errors;
  if (output.read_end() < 0 || errors.read_end() < 0) {
    return fail(Error(ErrorCode::fetch_failed, "git could not be started").because(std::strerror(errno)));
  }
  const pid_t pid = spawn(path_, words, environment_, output, errors);
  if (pid < 0) return fail(Error(ErrorCode::fetch_failed, "git could not be started").because(std::strerror(-pid)));
  output.close(1);
  errors.close(1);
  return Follower(pid, output, errors, control, on_line).follow();
}

}  // namespace stackup
