// The recipe as a whole: its sections, and what one section says about another.
#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/recipe/ordered.h"
#include "stackup/recipe/sections.h"

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr int supported_schema = 1;

struct RecipeKeys : CommandKeys, Recipe {};
using K = RecipeKeys;
using R = Recipe;

Codec<SnapshotRule> snapshot_rule() { return choice_of<SnapshotRule>({{"stop", SnapshotRule::stop}, {"freeze", SnapshotRule::freeze}, {"none", SnapshotRule::none}}); }

Codec<Node> recipe_parts() {
  Shape part;
  part.kind = Shape::Kind::recipe_part;
  Shape shape;
  shape.kind = Shape::Kind::map;
  shape.pattern = recipe_names().pattern;
  shape.parts = {part};
  return {shape, any_value().decode};
}

std::vector<Field<K>> fields_about_the_unit() {
  return {checked_field<K>("schema", "the version of this language: 1", schema_version(), Presence::required),
          field<K>("name", "its identity: lower-case letters, digits and -", &R::name, name(recipe_names()), Presence::required),
          field<K>("summary", "what it is, in one line", &R::summary, one_line(), Presence::required),
          field<K>("description", "more about it", &R::description, text()),
          checked_field<K>("extends", "the recipe that this one starts from", name(recipe_names())),
          field<K>("abstract", "true: only there to be extended", &R::is_abstract, boolean()),
          field<K>("repository", "the project's sources", &R::repository, repository()),
          field<K>("packages", "distribution packages, by family where they differ", &R::packages, packages()),
          field<K>("path", "directories that come before PATH", &R::path, list_of(template_text())),
          field<K>("parameters", "values to be set with --set NAME.PARAMETER=VALUE", &R::parameters, recipe_parameters()),
          field<K>("ports", "loopback ports by name, with the preferred number", &R::ports, map_of(plain_names(), port_number())),
          field<K>("secrets", "secrets, generated once for each workspace", &R::secrets, secrets()),
          field<K>("files", "rendered configuration", &R::files, files()),
          field<K>("env", "environment of everything that the unit runs", &R::env, environment())};
}

std::vector<Field<K>> fields_about_work() {
  return {field<K>("needs", "what the unit needs from others", &R::needs, needs()),
          field<K>("profiles", "more needs, taken with --with", &R::profiles, map_of(plain_names(), needs())),
          field<K>("steps", "what is done once", &R::steps, map_of(plain_names(), step())),
          field<K>("processes", "what is kept running", &R::processes, map_of(plain_names(), process())),
          field<K>("run", "short for a process named main", &K::run, words_command()), field<K>("sh", "short for a process named main", &K::sh, shell_command()),
          field<K>("offers", "what the unit can make for a dependant", &R::offers, map_of(plain_names(), offer())),
          field<K>("smoke", "proof that it works", &R::smoke, smoke_checks()), field<K>("test", "the project's own tests", &R::test, project_tests()),
          field<K>("connect", "its own client, for `stackup connect`", &R::connect, client()),
          field<K>("failures", "failures that are known, with their causes", &R::failures, known_failures()),
          field<K>("snapshot", "what its processes do while its data is copied", &R::snapshot, snapshot_rule()),
          field<K>("links", "addresses that are shown when it is up", &R::links, map_of(any_text(), template_text())),
          field<K>("external", "only in a workspace's overrides: the service runs elsewhere", &R::external, external()),
          checked_field<K>("overrides", "only in a workspace: changes to other recipes", recipe_parts()),
          checked_field<K>("mirrors", "only in a workspace: URL prefixes to fetch from elsewhere", map_of(any_text(), text()))};
}

const Codec<K>& recipe_codec() {
  static const Codec<K> codec = [] {
    auto fields = fields_about_the_unit();
    for (auto& field : fields_about_work()) fields.push_back(std::move(field));
    return record<K>("recipe", std::move(fields), {{KeyRule::Kind::at_most_one, {"run", "sh"}}});
  }();
  return codec;
}

void add_main_process(K& recipe, const FieldPlace& place) {
  if (!recipe.run && !recipe.sh) return;
  ProcessTemplate process;
  process.command = recipe.chosen();
  process.span = process.command.span;
  const Name name{"main", process.span};
  for (const auto& [other, spec] : recipe.processes)
    if (other.value == name.value) {
      place.report(ErrorCode::conflicting_keys, "has a process 'main' and also a command of its own", name.span)
          .note("the process", other.span)
          .because("`run:` at this level is short for `processes: {main: {run: …}}`")
          .try_("keep one of them");
      return;
    }
  recipe.processes.emplace_back(name, std::move(process));
}

class PortChecker {
 public:
  PortChecker(const Recipe& recipe, const FieldPlace& place) : recipe_(recipe), place_(place) {
    for (const auto& [name, number] : recipe.ports) names_.push_back(name.value);
  }

  void check(const Name& port) const {
    if (port.value.empty() || find_named(recipe_.ports, port.value) != nullptr) return;
    auto& error = place_.report(ErrorCode::bad_value, fmt::format("has no port '{}'", printable(port.value)), port.span);
    error.because(names_.empty() ? "it declares no ports" : fmt::format("its ports are {}", join(names_, ", ")));
    if (const auto meant = closest_match(port.value, names_)) error.try_(fmt::format("did you mean '{}'?", *meant));
    else error.try_(fmt::format("declare it with `ports: {{{}: 8080}}`", port.value));
  }

  /// A path needs a port to be asked of: the one named, or the only one.
  void check_path(const std::optional<Name>& port, const SourceSpan& span) const {
    if (port) return check(*port);
    if (names_.size() == 1) return;
    place_.report(ErrorCode::missing_key, "does not say which port a path is asked of", span)
        .because(names_.empty() ? "it declares no ports" : fmt::format("its ports are {}", join(names_, ", ")))
        .try_(names_.empty() ? "declare one with `ports: {web: 8080}`" : fmt::format("add `port: {}`", names_.front()));
  }

 private:
  const Recipe& recipe_;
  const FieldPlace& place_;
  std::vector<std::string> names_;
};

bool is_url(const Template& text) { return text.to_string().find("://") != std::string::npos || text.to_string().starts_with("${"); }

void check_ports(const Recipe& recipe, const FieldPlace& place) {
  const PortChecker checker(recipe, place);
  for (const auto& [name, process] : recipe.processes) {
    if (const auto* tcp = std::get_if<ReadyTemplate::Tcp>(&process.ready.probe)) checker.check(tcp->port);
    if (const auto* http = std::get_if<ReadyTemplate::Http>(&process.ready.probe)) checker.check_path(http->port, process.ready.span);
  }
  for (const auto& check : recipe.smoke) {
    if (const auto* tcp = std::get_if<SmokeTemplate::Tcp>(&check.check)) checker.check(tcp->port);
    if (const auto* http = std::get_if<SmokeTemplate::Http>(&check.check); http != nullptr && !is_url(http->url)) checker.check_path(http->port, check.span);
  }
  if (recipe.external)
    for (const auto& [name, number] : recipe.external->ports) checker.check(name);
}

}  // namespace

Codec<int> schema_version() {
  Shape shape;
  shape.kind = Shape::Kind::integer;
  shape.minimum = shape.maximum = supported_schema;
  return {shape, [](const Node& node, const FieldPlace& place) {
            if (node.is_scalar() && node.scalar == "1") return supported_schema;
            const bool is_number = node.is_scalar() && !node.scalar.empty() && node.scalar.find_first_not_of("0123456789") == std::string::npos;
            if (!is_number) place.wrong_type(node, "the number 1");
            else place.report(ErrorCode::unsupported_schema, fmt::format("asks for version {}", node.scalar), node.span)
                     .because("this stackup reads version 1 of the recipe language")
                     .try_("write `schema: 1`, or use a newer stackup for a newer recipe");
            return supported_schema;
          }};
}

const Shape& recipe_shape() { return recipe_codec().shape; }

std::optional<Recipe> decode_recipe(const Node& document, Diagnostics& diagnostics) {
  Diagnostics found;
  const auto* name = document.find("name");
  const FieldPlace place(found, name != nullptr ? name->scalar : "");
  auto recipe = recipe_codec().decode(document, place);
  add_main_process(recipe, place);
  check_ports(recipe, place);
  if (found.empty()) return Recipe(std::move(recipe));
  report_in_order(found, diagnostics);
  return std::nullopt;
}

}  // namespace stackup
