// What people may expect of every service: that one can tell that it is ready, that it works, how to use it and what its failures mean.
#include "stackup/recipe/lint_rules.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

bool speaks_http(const Recipe& recipe) {
  const auto ready = [](const auto& process) { return std::holds_alternative<ReadyTemplate::Http>(process.second.ready.probe); };
  const auto smoke = [](const SmokeTemplate& check) { return std::holds_alternative<SmokeTemplate::Http>(check.check); };
  return std::ranges::any_of(recipe.processes, ready) || std::ranges::any_of(recipe.smoke, smoke);
}

bool same_words(const CommandTemplate& a, const CommandTemplate& b) {
  const auto same = [](const Template& x, const Template& y) { return x.to_string() == y.to_string(); };
  return !a.words.empty() && std::ranges::equal(a.words, b.words, same);
}

/// A prefix of keys needs no making: `create` is `true`, or only asks what a smoke check asks.
bool makes_nothing(const ActionTemplate& create, const Recipe& recipe) {
  const auto& words = create.command.words;
  if (words.size() == 1 && words.front().to_string() == "true") return true;
  return std::ranges::any_of(recipe.smoke, [&](const SmokeTemplate& check) {
    const auto* run = std::get_if<SmokeTemplate::Run>(&check.check);
    return run != nullptr && same_words(run->command, create.command);
  });
}

/// Whether there is something to ask it: a process of a project that uses none of its ports may be a worker.
bool listens(const ProcessTemplate& process, const Recipe& recipe) {
  if (recipe.ports.empty()) return false;
  const bool names_a_port = any_refers_to(process.command.words, "port.") || std::ranges::any_of(process.env, [](const auto& entry) { return refers_to(entry.second, "port."); });
  return is_service(recipe) || recipe.processes.size() == 1 || names_a_port;
}

}  // namespace

void lint_service(const Recipe& recipe, const FieldPlace& place) {
  if (!is_service(recipe)) return;
  const auto& span = recipe.name.span;
  const auto& port = recipe.ports.front().first.value;
  if (recipe.smoke.empty())
    place.report(ErrorCode::no_smoke, "has no smoke check", span)
        .because("that its port answers does not prove that it works")
        .try_(fmt::format("add `smoke: [{{http: /, port: {0}}}]`, or for another protocol `smoke: [{{tcp: {{port: {0}, send: …, expect: …}}}}]` or `smoke: [{{run: …}}]`", port));
  if (!recipe.secrets.empty() && recipe.offers.empty())
    place.report(ErrorCode::no_offer, "has secrets and no offer", span)
        .because("a dependant learns a service's secrets only from an offer")
        .try_(fmt::format("add `offers: {{default: {{exports: {{password: \"${{secret.{}}}\"}}, env: {{…}}}}}}`", recipe.secrets.front().first.value));
  if (!recipe.connect && !speaks_http(recipe))
    place.report(ErrorCode::no_client, "has no client", span)
        .because(fmt::format("`stackup connect {}` has nothing to start, and no check says that it speaks http, so that a browser could be the client", recipe.name.value))
        .try_("add `connect: …`, the command that somebody would type to talk to it");
  if (recipe.failures.empty())
    place.report(ErrorCode::no_failures, "explains no failure", span)
        .because("what its log says when the disk is full or the port is taken, a newcomer can't read")
        .try_("add `failures: [{match: No space left on device, why: the disk that holds the workspace is full, try: df -h .}]`");
}

void lint_processes(const Recipe& recipe, const FieldPlace& place) {
  for (const auto& [name, process] : recipe.processes) {
    if (!std::holds_alternative<ReadyTemplate::Started>(process.ready.probe) || !listens(process, recipe)) continue;
    const auto& port = recipe.ports.front().first.value;
    place.inside("processes").inside(name.value).report(ErrorCode::no_readiness, "counts as ready once it is started", name.span)
        .because("it says nothing about how to tell")
        .try_(fmt::format("add `ready: {{http: {{port: {0}, path: /}}}}`, `ready: {{tcp: {0}}}` or another probe; `ready: notify` if it speaks systemd's protocol", port));
  }
}

void lint_offers(const Recipe& recipe, const FieldPlace& place) {
  for (const auto& [name, offer] : recipe.offers) {
    const auto here = place.inside("offers").inside(name.value);
    if (offer.create && !offer.probe && !makes_nothing(*offer.create, recipe))
      here.report(ErrorCode::no_probe, "has `create`, but no `probe`", name.span)
          .because("whether the thing is there already can't be told, so it is made again on each run")
          .try_("add `probe: {run: …}`, which succeeds if, and only if, it is there; `create: {run: \"true\"}` says that it needs no making");
    if (!offer.trial)
      here.report(ErrorCode::no_trial, "has no `trial`", name.span)
          .because("`stackup recipe test` does not know how a dependant would use it")
          .try_("add `trial: {put: …, get: …}`: a script that leaves something there and one that finds it again");
  }
}

}  // namespace stackup
