#include "stackup/cli/invoker.h"

#include <cerrno>
#include <charconv>
#include <cstring>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

constexpr auto user_name = "stack";

void fill(Invoker& invoker, const passwd& entry) {
  invoker.uid = entry.pw_uid;
  invoker.gid = entry.pw_gid;
  invoker.name = entry.pw_name;
  invoker.home = entry.pw_dir;
}

/// Of `sudo stackup`: the user who called it, unless that is root too.
const passwd* invoking_user(const EnvironmentMap& environment) {
  const auto found = environment.find("SUDO_UID");
  if (found == environment.end()) return nullptr;
  uid_t uid = 0;
  const auto& text = found->second;
  if (std::from_chars(text.data(), text.data() + text.size(), uid).ec != std::errc{} || uid == 0) return nullptr;
  return getpwuid(uid);
}

Error refused(const std::string& what) { return Error(ErrorCode::refuses_root, what).because(std::strerror(errno)); }

Result<void> make_user(Invoker& invoker) {
  const auto words = make_user_command();
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const passwd* made = getpwnam(user_name);
  if (status != 0 || !made) return fail(Error(ErrorCode::needs_root, "the user 'stack' could not be made").because("useradd failed"));
  fill(invoker, *made);
  invoker.must_be_made = false;
  return {};
}

}  // namespace

Invoker find_invoker(const EnvironmentMap& environment) {
  Invoker invoker;
  if (geteuid() != 0) {
    if (const passwd* self = getpwuid(geteuid())) fill(invoker, *self);
    invoker.uid = geteuid();
    invoker.gid = getegid();
    return invoker;
  }
  invoker.root = Invoker::Root::yes;
  const passwd* user = invoking_user(environment);
  if (!user) user = getpwnam(user_name);
  if (user) {
    fill(invoker, *user);
    return invoker;
  }
  invoker.must_be_made = true;
  invoker.name = user_name;
  invoker.home = "/home/stack";
  return invoker;
}

std::vector<std::string> make_user_command() { return {"useradd", "--create-home", "--shell", "/bin/bash", "--comment", "made by stackup", user_name}; }

EnvironmentMap environment_of(const Invoker& invoker, EnvironmentMap environment) {
  if (invoker.root == Invoker::Root::no) return environment;
  std::erase_if(environment, [](const auto& variable) { return variable.first.starts_with("XDG_") || variable.first.starts_with("SUDO_"); });
  environment["HOME"] = invoker.home;
  environment["USER"] = environment["LOGNAME"] = invoker.name;
  environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  environment.erase("MAIL");
  return environment;
}

Result<void> ensure_user(Invoker& invoker) {
  if (!invoker.must_be_made) return {};
  return make_user(invoker);
}

Result<void> become(Invoker& invoker) {
  if (invoker.root == Invoker::Root::no) return {};
  if (auto made = ensure_user(invoker); !made) return made;
  if (initgroups(invoker.name.c_str(), invoker.gid) != 0) return fail(refused("the groups could not be set"));
  if (setresgid(invoker.gid, invoker.gid, invoker.gid) != 0) return fail(refused("the group could not be set"));
  if (setresuid(invoker.uid, invoker.uid, invoker.uid) != 0) return fail(refused("the user could not be set"));
  if (setuid(0) == 0) return fail(Error(ErrorCode::bug, "root could not be given up"));
  if (access(".", R_OK | X_OK) != 0) [[maybe_unused]] const int moved = chdir(invoker.home.c_str());
  umask(022);
  invoker.root = Invoker::Root::no;
  return {};
}

}  // namespace stackup
