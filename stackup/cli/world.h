#pragma once
// What a verb works with: the streams, the environment, and the adapters that need no workspace. Owned by main.

#include "stackup/cli/console.h"
#include "stackup/cli/invoker.h"
#include "stackup/ports/program.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
class thread_pool;
}  // namespace boost::asio

namespace stackup {

class Clock;
class Network;
class Processes;
class Repositories;
class Terminal;
class WritableFiles;

class World {
 public:
  World(Console& console, EnvironmentMap environment);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] Console& console();
  /// Of the user that everything runs as; started as root, that is not root's.
  [[nodiscard]] const EnvironmentMap& environment() const;
  [[nodiscard]] Invoker& invoker();
  [[nodiscard]] std::filesystem::path current_directory() const;
  /// Since this object was made, i.e. since the command began.
  [[nodiscard]] Duration running_time() const;
  [[nodiscard]] boost::asio::io_context& context();
  [[nodiscard]] boost::asio::thread_pool& pool();
  [[nodiscard]] Clock& clock();
  [[nodiscard]] WritableFiles& files();
  [[nodiscard]] Network& network();
  [[nodiscard]] Processes& processes();
  [[nodiscard]] Repositories& repositories();
  [[nodiscard]] Terminal& terminal();

  [[nodiscard]] std::filesystem::path home() const;
  [[nodiscard]] std::filesystem::path cache_directory() const;  ///< $XDG_CACHE_HOME/stackup
  [[nodiscard]] std::filesystem::path state_directory() const;  ///< $XDG_STATE_HOME/stackup
  /// Short directory for the sockets of a workspace: $XDG_RUNTIME_DIR/stackup/HHHHHHHH if that is ours, else /tmp/stackup-UID/HHHHHHHH.
  [[nodiscard]] std::filesystem::path runtime_directory(const std::filesystem::path& workspace) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace stackup
