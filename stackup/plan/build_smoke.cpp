#include "stackup/plan/unit_builder.h"

#include <fmt/format.h>

namespace stackup {

SmokeCheck UnitBuilder::smoke_check(const SmokeTemplate& check) const {
  const std::string host = is_external() ? scope_.expand(unit_.recipe.external->host).text : "127.0.0.1";
  const auto port = [&](const std::string& name) { return assignments_.ports.at({unit_.name, name}); };
  SmokeCheck made;
  made.name = check.name;
  made.expect = expand_expect(check.expect, scope_);
  made.timeout = check.timeout;
  if (const auto* run = std::get_if<SmokeTemplate::Run>(&check.check)) {
    Program command = program(scope_, {});
    command.arguments = expand_command(run->command, scope_);
    made.check = command;
    made.exit = run->exit;
  } else if (const auto* http = std::get_if<SmokeTemplate::Http>(&check.check)) {
    std::string url = scope_.expand(http->url).text;
    if (url.starts_with("/")) url = fmt::format("http://{}:{}{}", host, port(http->port ? http->port->value : unit_.recipe.ports.front().first.value), url);
    made.check = url;
    made.status = http->status;
  } else {
    const auto& tcp = std::get<SmokeTemplate::Tcp>(check.check);
    made.check = TcpProbe{host, port(tcp.port.value), scope_.expand(tcp.send).text, made.expect};
  }
  return made;
}

void UnitBuilder::add_smoke() {
  if (unit_.recipe.smoke.empty() || options_.smoke == BuildOptions::Smoke::no) return;
  SmokeStep step;
  step.log = log("smoke");
  for (const auto& check : unit_.recipe.smoke) step.checks.push_back(smoke_check(check));
  // All that the unit is: the check proves the whole of it.
  Edges edges;
  for (const auto& other : steps_) {
    edges.add(other.id);
    if (other.id.ends_with(".ready")) edges.rests_on.push_back(other.id);
  }
  for (const auto& claim : unit_.claims)
    for (const auto& other : claim_ids(claim.alias)) edges.after.push_back(other);
  if (steps_.empty() && !unit_.recipe.packages.empty()) edges.add("packages");
  add("smoke", fmt::format("smoke check of {}", unit_.name), step, edges);
}

}  // namespace stackup
