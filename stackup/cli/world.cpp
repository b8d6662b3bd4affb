#include "stackup/cli/world.h"

#include "stackup/base/digest.h"
#include "stackup/cli/asking_terminal.h"
#include "stackup/system/asio_network.h"
#include "stackup/system/git_repositories.h"
#include "stackup/system/linux_processes.h"
#include "stackup/system/posix_files.h"
#include "stackup/system/steady_clock.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

std::filesystem::path xdg(const EnvironmentMap& environment, const std::string& variable, const std::filesystem::path& otherwise) {
  const auto found = environment.find(variable);
  const bool usable = found != environment.end() && found->second.starts_with("/");  // the XDG specification ignores relative ones
  return usable ? std::filesystem::path(found->second) : otherwise;
}

bool is_private_directory(const std::filesystem::path& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 077) == 0;
}

}  // namespace

struct World::Parts {
  Parts(Console& c, EnvironmentMap e)
      : console(c),
        invoker(find_invoker(e)),
        environment(environment_of(invoker, std::move(e))),
        network(context.get_executor()),
        processes(context.get_executor()),
        terminal(c),
        begun(clock.now()) {}

  Console& console;
  Invoker invoker;
  EnvironmentMap environment;
  boost::asio::io_context context{1};
  // Made when first needed: threads started before root is given up would keep root's credentials.
  std::unique_ptr<GitRepositories> repositories;
  std::unique_ptr<boost::asio::thread_pool> pool;
  SteadyClock clock;
  PosixFiles files;
  AsioNetwork network;
  LinuxProcesses processes;
  AskingTerminal terminal;
  Instant begun;
};

World::World(Console& console, EnvironmentMap environment) : parts_(std::make_unique<Parts>(console, std::move(environment))) {}

World::~World() {
  if (parts_->pool) parts_->pool->join();
}

Console& World::console() { return parts_->console; }
const EnvironmentMap& World::environment() const { return parts_->environment; }
Invoker& World::invoker() { return parts_->invoker; }
std::filesystem::path World::current_directory() const {
  std::error_code gone;
  const auto directory = std::filesystem::current_path(gone);
  return gone ? home() : directory;
}
Duration World::running_time() const { return parts_->clock.now() - parts_->begun; }
boost::asio::io_context& World::context() { return parts_->context; }
boost::asio::thread_pool& World::pool() {
  if (!parts_->pool) parts_->pool = std::make_unique<boost::asio::thread_pool>(4);
  return *parts_->pool;
}
Clock& World::clock() { return parts_->clock; }
WritableFiles& World::files() { return parts_->files; }
Network& World::network() { return parts_->network; }
Processes& World::processes() { return parts_->processes; }
Terminal& World::terminal() { return parts_->terminal; }
Repositories& World::repositories() {
  if (!parts_->repositories) parts_->repositories = std::make_unique<GitRepositories>(pool(), parts_->clock, parts_->environment);
  return *parts_->repositories;
}

std::filesystem::path World::home() const { return xdg(parts_->environment, "HOME", parts_->invoker.home.empty() ? "/" : parts_->invoker.home); }
std::filesystem::path World::cache_directory() const { return xdg(parts_->environment, "XDG_CACHE_HOME", home() / ".cache") / "stackup"; }
std::filesystem::path World::state_directory() const { return xdg(parts_->environment, "XDG_STATE_HOME", home() / ".local" / "state") / "stackup"; }

std::filesystem::path World::runtime_directory(const std::filesystem::path& workspace) const {
  const auto name = digest_of(workspace.string()).substr(0, 8);
  const auto given = xdg(parts_->environment, "XDG_RUNTIME_DIR", "");
  if (!given.empty() && is_private_directory(given)) return given / "stackup" / name;
  return std::filesystem::path(fmt::format("/tmp/stackup-{}", parts_->invoker.uid)) / name;
}

}  // namespace stackup
