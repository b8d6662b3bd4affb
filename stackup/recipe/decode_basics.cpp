// Sections that describe the unit itself: repository, packages, parameters, secrets, files, and the external form of a service.
#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/recipe/sections.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

Codec<RepositorySpec> repository_record() {
  using R = RepositorySpec;
  return record<R>("repository",
                   {field<R>("url", "where to clone from; `.` is the clone that the recipe lies in", &R::url, template_text(), Presence::required),
                    field<R>("branch", "a branch, followed by --pull", &R::branch, template_text()),
                    field<R>("tag", "a tag", &R::tag, template_text()),
                    field<R>("commit", "a commit: all 40 hexadecimal digits", &R::commit, template_text()),
                    field<R>("revision", "a branch or tag; of a list the first that the repository has", &R::candidates, one_or_more(template_text())),
                    field<R>("depth", "how many commits of history to fetch", &R::depth, integer(1, 1'000'000, "the depth of a clone")),
                    field<R>("filter", "a partial clone's filter, such as blob:none", &R::filter, one_line()),
                    field<R>("submodules", "fetch submodules too", &R::submodules, boolean()),
                    field<R>("lfs", "fetch files that are kept in git LFS", &R::lfs, boolean())},
                   {{KeyRule::Kind::at_most_one, {"branch", "tag", "commit", "revision"}}, {KeyRule::Kind::at_most_one, {"depth", "revision"}}});
}

void check_commit(const RepositorySpec& spec, const FieldPlace& place) {
  const auto commit = spec.commit ? spec.commit->literal() : std::nullopt;
  if (!commit || (commit->size() == 40 && commit->find_first_not_of("0123456789abcdef") == std::string::npos)) return;
  place.inside("commit").report(ErrorCode::bad_value, fmt::format("can't be '{}'", printable(*commit)), spec.commit->span)
      .because("a commit is named by all 40 lower-case hexadecimal digits, so that it can mean only one")
      .try_("`git rev-parse REF` prints them; use `tag:` or `branch:` for names");
}

const std::vector<std::string>& families() {
  static const std::vector<std::string> known = {"debian", "fedora", "opensuse", "arch", "alpine"};
  return known;
}

using Packages = std::map<std::string, std::vector<Name>>;

Codec<Packages> packages_by_family() {
  std::vector<Field<Packages>> fields;
  for (const auto& family : families()) {
    auto list = one_or_more(package_name());
    Field<Packages> made;
    made.shape = {family, fmt::format("packages of {} and its relatives", family), Presence::optional, list.shape};
    made.decode = [family, decode = std::move(list.decode)](const Node& node, Packages& all, const FieldPlace& place) { all[family] = decode(node, place); };
    fields.push_back(std::move(made));
  }
  return record<Packages>("list of packages by family", std::move(fields));
}

const std::vector<std::pair<std::string, ParameterType>>& parameter_types() {
  static const std::vector<std::pair<std::string, ParameterType>> types = {
      {"identifier", ParameterType::identifier}, {"string", ParameterType::string}, {"integer", ParameterType::integer}, {"boolean", ParameterType::boolean}};
  return types;
}

struct TypeSpec {
  ParameterType type = ParameterType::string;
  std::vector<std::string> choices;
};

Codec<TypeSpec> parameter_type() {
  auto simple = mapped<TypeSpec>(choice_of(parameter_types()), [](ParameterType type, const Node&, const FieldPlace&) { return TypeSpec{type, {}}; });
  auto choices = record<TypeSpec>("choice", {field<TypeSpec>("choice", "the values that are allowed", &TypeSpec::choices, list_of(text()), Presence::required)});
  auto limited = mapped<TypeSpec>(std::move(choices), [](TypeSpec spec, const Node& node, const FieldPlace& place) {
    if (spec.choices.empty() && node.find("choice") != nullptr) place.bad_value(node, "has no choice").try_("list at least one value");
    spec.type = ParameterType::choice;
    return spec;
  });
  return one_of<TypeSpec>({std::move(simple), std::move(limited)});
}

struct ParameterKeys {
  std::optional<TypeSpec> type;
  std::optional<std::vector<std::string>> choice;
  std::optional<Template> fallback;
  std::string summary;
  std::optional<Name> from;
};

using ParameterField = Field<ParameterKeys>;

std::vector<ParameterField> parameter_fields() {
  using P = ParameterKeys;
  return {field<P>("type", "identifier, string, integer, boolean, or {choice: [a, b]}", &P::type, parameter_type()),
          field<P>("choice", "the values that are allowed", &P::choice, list_of(text())),
          field<P>("default", "its value unless another is given", &P::fallback, template_text()),
          field<P>("summary", "what it is for", &P::summary, one_line())};
}

Codec<ParameterSpec> parameter_record(std::string name, std::vector<ParameterField> fields) {
  auto keys = record<ParameterKeys>(std::move(name), std::move(fields), {{KeyRule::Kind::at_most_one, {"type", "choice"}}});
  return mapped<ParameterSpec>(std::move(keys), [](const ParameterKeys& given, const Node&, const FieldPlace&) {
    const auto type = given.choice ? TypeSpec{ParameterType::choice, *given.choice} : given.type.value_or(TypeSpec{});
    return ParameterSpec{type.type, type.choices, given.fallback, given.summary, given.from};
  });
}

struct FileKeys {
  std::optional<Template> text;
  std::optional<Node> ini, yaml, json;
  unsigned mode = 0600;
  std::optional<Template> path;
};

void check_ini(const Node& content, const FieldPlace& place) {
  for (const auto& section : content.entries) {
    if (section.value.is_scalar()) continue;  // a key before the first section
    if (!section.value.is_mapping()) {
      place.inside(section.key.value).wrong_type(section.value, "text or a section with its keys");
      continue;
    }
    for (const auto& [key, value] : section.value.entries)
      if (!value.is_scalar() && !value.is_list())
        place.inside(section.key.value).inside(key.value).wrong_type(value, "text, or a list for a key that stands several times");
  }
}

void check_path(const Template& path, const FieldPlace& place) {
  const auto text = path.to_string();
  const auto parts = split(text, '/');
  const bool in_workspace = text.starts_with("${") || !(text.starts_with("/") || text.starts_with("~"));
  if (in_workspace && std::find(parts.begin(), parts.end(), "..") == parts.end()) return;
  place.report(ErrorCode::unsafe_path, fmt::format("leads out of the workspace: '{}'", printable(text)), path.span)
      .because("a recipe writes inside its workspace only")
      .try_("begin it with a directory of the workspace, for example ${src}/local.conf");
}

FileSpec file_from(FileKeys keys, const Node& node, const FieldPlace& place) {
  FileSpec file;
  if (keys.text) file.text = *keys.text;
  if (keys.ini) file.format = FileSpec::Format::ini;
  if (keys.yaml) file.format = FileSpec::Format::yaml;
  if (keys.json) file.format = FileSpec::Format::json;
  if (keys.ini) check_ini(*keys.ini, place.inside("ini"));
  for (auto* content : {&keys.ini, &keys.yaml, &keys.json})
    if (*content) file.content = std::move(**content);
  file.mode = keys.mode;
  if (keys.path) check_path(*keys.path, place.inside("path"));
  file.path = std::move(keys.path);
  file.span = node.span;
  return file;
}

}  // namespace

Codec<RepositorySpec> repository() {
  auto plain = mapped<RepositorySpec>(template_text(), [](Template url, const Node&, const FieldPlace&) {
    RepositorySpec spec;
    spec.url = std::move(url);
    return spec;
  });
  auto either = one_of<RepositorySpec>({std::move(plain), repository_record()});
  return mapped<RepositorySpec>(std::move(either), [](RepositorySpec spec, const Node& node, const FieldPlace& place) {
    check_commit(spec, place);
    spec.span = node.span;
    return spec;
  });
}

Codec<Packages> packages() {
  auto same_everywhere = mapped<Packages>(list_of(package_name()), [](std::vector<Name> names, const Node&, const FieldPlace&) {
    return Packages{{"", std::move(names)}};
  });
  return one_of<Packages>({std::move(same_everywhere), packages_by_family()});
}

Codec<Named<ParameterSpec>> recipe_parameters() {
  auto value = mapped<ParameterSpec>(template_text(), [](Template fallback, const Node&, const FieldPlace&) {
    return ParameterSpec{ParameterType::string, {}, std::move(fallback), "", std::nullopt};
  });
  auto fields = parameter_fields();
  const KeyForm of_another = {"^[a-z][a-z0-9-]*\\.[a-z][a-z0-9_-]*$", "a parameter of another recipe: RECIPE.PARAMETER"};
  fields.push_back(field<ParameterKeys>("from", "RECIPE.PARAMETER: where its value comes from unless it has one of its own", &ParameterKeys::from, name(of_another)));
  return map_of(plain_names(), one_of<ParameterSpec>({std::move(value), parameter_record("parameter", std::move(fields))}));
}

Codec<Named<ParameterSpec>> offer_parameters() {
  auto type = mapped<ParameterSpec>(choice_of(parameter_types()), [](ParameterType given, const Node&, const FieldPlace&) {
    return ParameterSpec{given, {}, std::nullopt, "", std::nullopt};
  });
  return map_of(plain_names(), one_of<ParameterSpec>({std::move(type), parameter_record("parameter of an offer", parameter_fields())}));
}

Codec<Named<SecretSpec>> secrets() {
  using Secrets = Named<SecretSpec>;
  auto names = mapped<Secrets>(list_of(name(plain_names())), [](const std::vector<Name>& all, const Node&, const FieldPlace& place) {
    Secrets made;
    for (const auto& each : all) {
      if (find_named(made, each.value) != nullptr)
        place.report(ErrorCode::duplicate_key, fmt::format("names '{}' twice", each.value), each.span).try_("remove one of the two");
      made.emplace_back(each, SecretSpec{});
    }
    return made;
  });
  auto spec = record<SecretSpec>("secret", {field<SecretSpec>("from", "where its value comes from, for example ${env.TOKEN}; without it one is generated",
                                                              &SecretSpec::from, template_text())});
  return one_of<Secrets>({std::move(names), map_of(plain_names(), std::move(spec))});
}

Codec<Named<FileSpec>> files() {
  using F = FileKeys;
  auto keys = record<F>("file",
                        {field<F>("text", "its contents", &F::text, template_text()),
                         field<F>("ini", "its contents: section → key → value, or a list for a key that stands several times", &F::ini, template_tree()),
                         field<F>("yaml", "its contents as a mapping, written as YAML", &F::yaml, template_tree()),
                         field<F>("json", "its contents as a mapping, written as JSON", &F::json, template_tree()),
                         field<F>("mode", "its permissions in octal digits, 0600 unless given", &F::mode, file_mode()),
                         field<F>("path", "where it is put, inside the workspace", &F::path, template_text())},
                        {{KeyRule::Kind::exactly_one, {"text", "ini", "yaml", "json"}}});
  auto file = mapped<FileSpec>(std::move(keys), [](FileKeys given, const Node& node, const FieldPlace& place) { return file_from(std::move(given), node, place); });
  return map_of(file_names(), std::move(file));
}

Codec<ExternalSpec> external() {
  using E = ExternalSpec;
  auto keys = record<E>("external service", {field<E>("host", "the name or address of its machine", &E::host, template_text(), Presence::required),
                                             field<E>("ports", "its ports", &E::ports, map_of(plain_names(), port_number())),
                                             field<E>("secrets", "its secrets, for example ${env.PGPASSWORD}", &E::secrets,
                                                      map_of(plain_names(), template_text()))});
  return mapped<E>(std::move(keys), [](E spec, const Node& node, const FieldPlace&) {
    spec.span = node.span;
    return spec;
  });
}

}  // namespace stackup
