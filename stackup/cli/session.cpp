#include "stackup/cli/session.h"

#include "stackup/base/digest.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/world.h"
#include "stackup/engine/survey.h"
#include "stackup/ports/files.h"
#include "stackup/ports/network.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/secrets.h"
#include "stackup/ports/supervision.h"
#include "stackup/steps/toolchains.h"
#include "stackup/store/port_registry.h"
#include "stackup/store/run_directory.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

/// What every command of a recipe gets whatever the recipe says.
EnvironmentMap ambient_environment(World& world) {
  EnvironmentMap ambient;
  for (const char* name : {"HOME", "USER", "LOGNAME", "SHELL", "TERM", "TZ", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
                           "ALL_PROXY", "all_proxy", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "NODE_EXTRA_CA_CERTS", "NPM_CONFIG_REGISTRY", "npm_config_registry",
                           "NPM_CONFIG_USERCONFIG", "npm_config_userconfig"})
    if (const auto found = world.environment().find(name); found != world.environment().end()) ambient.insert(*found);
  ambient["LANG"] = "C.UTF-8";  // messages that probes and tests can rely on
  return ambient;
}

std::map<std::string, std::filesystem::path> source_directories(const Session& session, const std::map<std::string, std::filesystem::path>& given) {
  auto sources = given;
  for (const auto& unit : session.stack.units) {
    if (!unit.recipe.repository || sources.contains(unit.name)) continue;
    if (unit.recipe.repository->url.literal() == ".") sources[unit.name] = unit.recipe.origin_directory;
  }
  return sources;
}

void report_sources_without_unit(const Stack& stack, const std::map<std::string, std::filesystem::path>& given, Diagnostics& diagnostics) {
  for (const auto& [name, directory] : given)
    if (!stack.find(name)) diagnostics.report(ErrorCode::unknown_unit, fmt::format("--src {}={}: there is no unit {} in this stack", name, directory.string(), name));
}

/// All workspaces of the user share them.
void use_caches(BuildOptions& options, const std::filesystem::path& directory) {
  options.cache = directory / "git";
  options.wheels = directory / "wheels";
  options.npm_cache = directory / "npm";
}

int tell_all(const Diagnostics& diagnostics, const Recipes& recipes, World& world) { return tell(diagnostics.errors(), recipes.sources, Format::text, world.console()); }

/// Existing secrets, given ones, and new ones for what has none yet; those are kept in memory until a run begins.
void choose_secrets(Session& session) {
  const auto& secrets = session.adapters->ports().secrets;
  const auto choose = [&](const SecretId& id) {
    auto known = secrets.find(id);
    if (!known) session.new_secrets.push_back(id);
    session.assignments.secrets[id] = known ? *known : random_word(24);
  };
  for (const auto& unit : session.stack.units) {
    const Scope scope(session.stack, unit, session.assignments);
    for (const auto& [name, spec] : unit.recipe.secrets) {
      const Template* given = unit.recipe.external ? find_named(unit.recipe.external->secrets, name.value) : nullptr;
      if (!given && spec.from) given = &*spec.from;
      const SecretId id{unit.name, name.value};
      if (!given) {
        choose(id);
        continue;
      }
      session.assignments.secrets[id] = scope.expand(*given).text;
      if (secrets.find(id) != session.assignments.secrets[id]) session.new_secrets.push_back(id);
    }
    for (const auto& claim : unit.claims) {
      const Unit* provider = session.stack.find(claim.provider);
      const OfferSpec* offer = provider ? find_named(provider->recipe.offers, claim.offer) : nullptr;
      if (!offer) continue;
      for (const auto& name : offer->secrets) choose(claim_secret(unit, claim, name.value));
    }
  }
}

Result<void> choose_ports(Session& session, World& world) {
  const PortRegistry registry(world.state_directory() / "ports");
  const auto& ports = session.adapters->ports();
  auto facts = survey_ports(ports, session.state, session.place.state(), session.processes, registry.taken_by_others(session.place.workspace));
  facts.held = session.ports_of_others;
  auto choices = assign_ports(session.stack, facts, [&](int port) { return ports.network.listener_name(port); });
  if (!choices) return fail(choices);
  session.ports = std::move(*choices);
  for (const auto& choice : session.ports) session.assignments.ports[{choice.unit, choice.name}] = choice.number;
  return {};
}

}  // namespace

std::unique_ptr<Session> open_session(Place place, SessionOptions options, World& world, int& exit_code) {
  auto session = std::make_unique<Session>();
  Diagnostics diagnostics;
  session->recipes = read_recipes(place, world, diagnostics);
  session->assignments.environment = recipe_environment(place, world, session->recipes, diagnostics);
  const auto given = given_sources(place, world, diagnostics);
  session->options.mirrors = given_mirrors(place, session->recipes, diagnostics);
  auto stack = resolve_place(place, session->recipes, session->assignments.environment, diagnostics);
  if (stack) report_sources_without_unit(*stack, given, diagnostics);
  if (!diagnostics.empty() || !stack) {
    exit_code = tell_all(diagnostics, session->recipes, world);
    return nullptr;
  }
  session->place = std::move(place);
  session->stack = std::move(*stack);
  Layout& layout = session->assignments.layout;
  layout.workspace = session->place.workspace;
  layout.runtime = world.runtime_directory(layout.workspace);
  layout.sources = source_directories(*session, given);
  for (const auto& [unit, directory] : layout.sources) {
    const bool cloned_by_us = !given.contains(unit) && !session->place.remembered.url.empty();
    if (cloned_by_us) {
      session->options.origins[unit] = session->place.remembered.url;
    } else {
      session->options.in_place.push_back(unit);
    }
  }
  session->assignments.user = world.invoker().name;
  session->options.ambient = ambient_environment(world);
  use_caches(session->options, world.cache_directory());
  session->options.pull = options.pull;
  session->options.smoke = options.smoke;
  session->options.network = options.network;
  session->options.build_jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  session->adapters = std::make_unique<WorkspacePorts>(layout, world);
  session->options.package_family = session->adapters->ports().packages.family();
  session->options.at_hand = toolchains_at_hand(session->stack, session->adapters->ports());
  return session;
}

Task<Result<void>> survey_session(Session& session, World& world) {
  session.new_secrets.clear();
  session.state = RunDirectory(session.place.state()).load();
  auto adopted = co_await adopt_leftovers(session.state, session.place.state(), session.adapters->ports());
  if (!adopted) co_return adopted;
  auto processes = co_await session.adapters->ports().supervision.status();
  if (!processes) co_return fail(processes);
  session.processes = std::move(*processes);
  auto ports = choose_ports(session, world);
  if (!ports) co_return ports;
  choose_secrets(session);
  const auto key = session.adapters->ports().secrets.find({".", "digest-key"});
  session.options.digest_key = key ? *key : "";
  session.steps = build_steps(session.stack, session.assignments, session.options);
  co_return Result<void>{};
}

Plan plan_session(const Session& session) {
  NoEvents nobody;
  const Facts facts = survey(session.steps, session.context(nobody), session.processes);
  return make_plan(session.steps, facts);
}

}  // namespace stackup
