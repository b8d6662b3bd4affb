#include "stackup/cli/fetch_recipe.h"

#include "stackup/cli/invoker.h"
#include "stackup/cli/loop.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/plan/build_steps.h"
#include "stackup/ports/files.h"
#include "stackup/ports/repositories.h"

#include <utility>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup {
namespace {

CheckoutRequest request_for(const Place& place, const Arguments& arguments, World& world) {
  CheckoutRequest request;
  request.url = place.remembered.url;
  std::vector<std::pair<std::string, std::string>> mirrors;
  for (const auto& text : place.remembered.mirrors)
    if (const auto equals = text.find('='); equals != std::string::npos) mirrors.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  request.fetch_url = mirrored(request.url, mirrors);
  request.directory = std::filesystem::path(place.remembered.recipe_file).parent_path();
  request.cache = world.cache_directory() / "git";
  if (arguments.has("--offline")) request.remote = CheckoutRequest::Remote::cache_only;
  return request;
}

/// The workspace is known from here on, so that `stackup show` and `stackup trust` find the recipe before it is accepted.
int remember(const Place& place, const Arguments& arguments, World& world) {
  auto written = world.files().make_directory(place.state(), 0700);
  if (written) written = write_remembered(place.workspace, place.remembered, world);
  return written ? 0 : tell(written.error(), Sources{}, format_of(arguments), world.console());
}

Task<int> clone(CheckoutRequest request, const Arguments& arguments, World& world) {
  world.console().err(fmt::format("Cloning {} into {}\n", request.url, request.directory.string()));
  ProgressSink silent = [](const FetchProgress&) {};
  auto cloned = co_await world.repositories().clone(std::move(request), std::move(silent));
  if (!cloned) co_return tell(cloned.error(), Sources{}, format_of(arguments), world.console());
  co_return 0;
}

int clone_as_we_are(const Place& place, const Arguments& arguments, World& world) {
  auto request = request_for(place, arguments, world);
  if (auto made = world.files().make_directory(request.directory.parent_path(), 0755); !made) return tell(made.error(), Sources{}, format_of(arguments), world.console());
  const int code = run_on_loop(world, [&](Flag&) { return clone(request, arguments, world); });
  return code == 0 ? remember(place, arguments, world) : code;
}

/// Git never runs as root: a child that has given root up does it.
int clone_as_user(const Place& place, const Arguments& arguments, World& world) {
  if (auto made = ensure_user(world.invoker()); !made) return tell(made.error(), Sources{}, format_of(arguments), world.console());
  const pid_t child = fork();
  if (child == 0) {
    const auto dropped = become(world.invoker());
    _exit(dropped ? clone_as_we_are(place, arguments, world) : tell(dropped.error(), Sources{}, format_of(arguments), world.console()));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int fetch_recipe(Place& place, const Arguments& arguments, World& world) {
  if (place.remembered.url.empty() || place.recipe_file) return 0;
  const bool is_root = world.invoker().root == Invoker::Root::yes;
  const int code = is_root ? clone_as_user(place, arguments, world) : clone_as_we_are(place, arguments, world);
  if (code != 0) return code;
  if (world.files().exists(place.remembered.recipe_file)) {
    place.recipe_file = place.remembered.recipe_file;
    return 0;
  }
  const auto directory = std::filesystem::path(place.remembered.recipe_file).parent_path();
  return tell(Error(ErrorCode::unknown_recipe, fmt::format("{} has no stackup.yaml", place.remembered.url))
                  .because(fmt::format("the repository was cloned to {}", directory.string()))
                  .try_(fmt::format("stackup init {} guesses one", directory.string())),
              Sources{}, format_of(arguments), world.console());
}

std::unique_ptr<Session> open_session_to_build(const Arguments& arguments, const SessionOptions& options, World& world, int& exit_code) {
  auto place = place_to_build(arguments, world);
  exit_code = place ? fetch_recipe(*place, arguments, world) : tell(place.error(), Sources{}, format_of(arguments), world.console());
  if (exit_code != 0) return nullptr;
  return open_session(std::move(*place), options, world, exit_code);
}

}  // namespace stackup
