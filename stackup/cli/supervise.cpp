#include "stackup/cli/outcome.h"
#include "stackup/cli/supervise.h"
#include "stackup/cli/world.h"
#include "stackup/ports/files.h"
#include "stackup/supervisor/run_supervisor.h"
#include "stackup/system/file_watch.h"
#include "stackup/system/posix_log_files.h"

#include <charconv>
#include <cstdint>

namespace stackup {
namespace {

constexpr std::uint64_t mebibyte = 1U << 20;

/// As the environment of the `up` that started the supervisor says; anything but a number of at least 1 is as good as nothing.
LogLimit log_limit(const EnvironmentMap& environment) {
  const auto found = environment.find("STACKUP_LOG_MIB");
  std::uint64_t size = 0;
  if (found == environment.end()) return {};
  const auto& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc{} || end != text.data() + text.size() || size == 0 || size > mebibyte) return {};
  return {size * mebibyte, size * mebibyte / 2};
}

int run(const Arguments& arguments, World& world) {
  const SupervisorPlace place{arguments.words[0], arguments.words[1], log_limit(world.environment())};
  const ProcessPorts ports{world.clock(), world.processes(), world.network(), world.files()};
  InotifyFileWatch watch(world.context().get_executor(), Watching::once);
  PosixLogFiles log_files([&]() -> auto& { return world.pool(); });
  const LogPorts logs{world.clock(), world.files(), log_files, watch};
  if (auto done = run_supervisor(world.context(), place, ports, world.files(), logs); !done) return tell(done.error(), Sources{}, Format::text, world.console());
  return 0;
}

}  // namespace

Verb supervise_verb() {
  return {.name = "supervise",
          .group = VerbGroup::internal,
          .summary = "Watch the processes of a workspace",
          .description = "Started detached by `up`; one for each workspace. Its log is .stackup/logs/supervisor.log.",
          .positionals = {{"STATE", "The .stackup directory of the workspace", 1, 1}, {"RUNTIME", "A short directory for sockets", 1, 1}},
          .options = {},
          .examples = {},
          .run = run};
}

}  // namespace stackup
