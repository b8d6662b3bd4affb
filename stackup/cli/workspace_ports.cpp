#include "stackup/cli/workspace_ports.h"

#include "stackup/cli/own_program.h"
#include "stackup/cli/world.h"
#include "stackup/control/control_client.h"
#include "stackup/ports/files.h"
#include "stackup/ports/processes.h"
#include "stackup/system/apt_packages.h"
#include "stackup/system/workspace_secrets.h"

#include <optional>

#include <fmt/format.h>
#include <unistd.h>

namespace stackup {
namespace {

/// Starts `stackup supervise` in a session of its own; it says nothing but to its log.
Result<void> launch_supervisor(const Layout& layout, World& world) {
  for (const auto& directory : {layout.state(), layout.runtime.parent_path(), layout.runtime})
    if (auto made = world.files().make_directory(directory, 0700); !made) return made;
  SpawnRequest request;
  request.program.arguments = {own_program(), "supervise", layout.state().string(), layout.runtime.string()};
  request.program.directory = "/";
  request.program.environment = world.environment();
  request.log = layout.state() / "logs" / "supervisor.log";
  auto spawned = world.processes().spawn(request);
  if (!spawned) return fail(Error(ErrorCode::supervisor_unreachable, "the supervisor could not be started").because(spawned.error().why()));
  return {};
}

std::filesystem::path terminal_of_process() {
  const char* name = isatty(STDERR_FILENO) == 1 ? ttyname(STDERR_FILENO) : nullptr;
  return name ? name : "";
}

AptSettings apt_settings(const Layout& layout, World& world) {
  AptSettings settings;
  settings.scripts = layout.state() / "root";
  settings.cache = world.cache_directory() / "apt";
  settings.environment = world.environment();
  settings.access = world.invoker().root == Invoker::Root::yes ? RootAccess::is_root : RootAccess::by_sudo;
  settings.terminal = terminal_of_process();
  return settings;
}

}  // namespace

struct WorkspacePorts::Parts {
  Parts(const Layout& layout, World& world)
      : secrets(world.files(), layout.state() / "secrets"),
        packages(world.processes(), world.clock(), apt_settings(layout, world)),
        supervision(layout.runtime / "control.sock", world.clock(), [layout, &world] { return launch_supervisor(layout, world); }),
        ports{world.clock(), world.files(), world.network(), packages, world.processes(), world.repositories(), secrets, supervision, world.terminal()} {}

  WorkspaceSecrets secrets;
  AptPackages packages;
  ControlClient supervision;
  Ports ports;
};

WorkspacePorts::WorkspacePorts(const Layout& layout, World& world) : parts_(std::make_unique<Parts>(layout, world)) {}
WorkspacePorts::~WorkspacePorts() = default;
Ports& WorkspacePorts::ports() { return parts_->ports; }

}  // namespace stackup
