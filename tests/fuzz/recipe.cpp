// A recipe of the workspace, through the whole front end: YAML, decoding, resolving against a service, steps, plan; and the errors as they are shown.
#include "tests/fuzz/fuzz.h"

#include "stackup/base/render.h"
#include "stackup/plan/assign_ports.h"
#include "stackup/plan/build_steps.h"
#include "stackup/plan/plan.h"
#include "stackup/recipe/node_writer.h"

#include <set>

namespace stackup {
namespace {

const char* const service = R"(
schema: 1
name: db
summary: a database
ports: {sql: 5432}
secrets: [password]
steps: {init: {run: "initdb ${data}", per: data}}
processes: {server: {run: "postgres -p ${port.sql}", after: init, ready: {tcp: sql}}}
offers:
  database:
    parameters: {name: identifier, user: {default: "${param.name}"}}
    create: {run: "createdb ${param.name}"}
    exports: {url: "db://${host}:${port.sql}/${param.name}"}
    env: {DATABASE_URL: "${export.url}"}
)";

Catalogue with_service() {
  Diagnostics diagnostics;
  Catalogue catalogue;
  catalogue.add({"db.yaml", service}, RecipeOrigin::built_in, "", diagnostics);
  fuzz::require(diagnostics.empty(), "the service is a recipe");
  return catalogue;
}

std::optional<Assignments> some_machine(const Stack& stack) {
  const auto ports = assign_ports(stack, {}, [](int) { return std::string(); });
  if (!ports) return std::nullopt;
  Assignments machine;
  for (const auto& port : *ports) machine.ports[{port.unit, port.name}] = port.number;
  machine.layout = {"/w", "/r", {}};
  machine.user = "stack";
  return machine;
}

void plan_it(const Stack& stack) {
  const auto machine = some_machine(stack);
  if (!machine) return;
  BuildOptions options;
  options.package_family = "debian";
  options.digest_key = "key";
  const auto steps = build_steps(stack, *machine, options);
  std::set<std::string> earlier;
  for (const auto& step : steps) {
    for (const auto& other : step.after) fuzz::require(earlier.contains(other), "a step stands after all that it waits for");
    fuzz::require(earlier.insert(step.id).second, "each step has a name of its own");
  }
  const auto plan = make_plan(steps, Facts{});
  fuzz::require(plan.actions.size() == steps.size(), "a plan speaks of each step");
  fuzz::require(steps.empty() || plan.has_work(), "where nothing was done, all is to be done");
}

}  // namespace
}  // namespace stackup

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackup;
  static const Catalogue prepared = with_service();
  const SourceText source{"stackup.yaml", std::string(fuzz::text_of(data, size))};
  Catalogue catalogue = prepared;
  Diagnostics diagnostics;
  Sources sources;
  sources.add(source);
  sources.add({"db.yaml", service});
  catalogue.add(source, RecipeOrigin::workspace, "", diagnostics);
  const auto* own = catalogue.workspace();
  const auto stack = own ? resolve(catalogue, {{own->name}, {}, {}}, {{"HOME", "/home/user"}}, diagnostics) : std::nullopt;
  fuzz::require(stack || !own || !diagnostics.empty(), "who gets no stack is told why");
  for (const auto& error : diagnostics.errors()) fuzz::require(!render(error, sources).empty(), "each error is shown");
  if (stack && diagnostics.empty()) plan_it(*stack);
  return 0;
}
