#include "stackup/recipe/catalogue.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/recipe/ordered.h"
#include "stackup/recipe/sections.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view workspace_sections[] = {"overrides", "mirrors"};

const Entry* find_entry(const Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(), [&](const Entry& entry) { return entry.key.value == key; });
  return found == mapping.entries.end() ? nullptr : &*found;
}

void erase_key(Node& mapping, std::string_view key) {
  std::erase_if(mapping.entries, [&](const Entry& entry) { return entry.key.value == key; });
}

void report_misplaced(const Node& document, std::string_view key, std::string_view where, Diagnostics& diagnostics) {
  const auto* entry = find_entry(document, key);
  if (entry == nullptr) return;
  diagnostics.report(ErrorCode::misplaced_section, fmt::format("'{}' has no effect here", key), entry->key.span)
      .because(fmt::format("it counts only in {}", where))
      .try_(fmt::format("move it to the stackup.yaml of your workspace{}", key == "external" ? ", as `overrides: {NAME: {external: …}}`" : ""));
}

/// A workspace's stackup.yaml may hold nothing but changes to other recipes.
bool is_recipe(const Node& document) {
  return std::any_of(document.entries.begin(), document.entries.end(), [](const Entry& entry) { return entry.key.value != "schema"; });
}

/// Of one that holds only changes to other recipes.
void check_version(const Node& document, Diagnostics& diagnostics) {
  struct Nothing {};
  const auto codec = record<Nothing>("stackup.yaml", {checked_field<Nothing>("schema", "the version of this language: 1", schema_version(), Presence::required)});
  (void)codec.decode(document, FieldPlace(diagnostics, ""));
}

bool is_same_place(const RecipeDocument& a, const RecipeDocument& b) { return a.origin == b.origin && a.directory == b.directory; }

}  // namespace

void Catalogue::add(const SourceText& source, RecipeOrigin origin, std::string directory, Diagnostics& diagnostics) {
  Diagnostics found;
  read(source, origin, std::move(directory), found);
  report_in_order(found, diagnostics);
  if (!found.empty()) note_unreadable(source);
}

/// Its own name if there is one in sight, and that of its file.
void Catalogue::note_unreadable(const SourceText& source) {
  static constexpr std::string_view key = "name:";
  const auto slash = source.file.rfind('/');
  const auto file = slash == std::string::npos ? source.file : source.file.substr(slash + 1);
  unreadable_.insert(file.substr(0, file.rfind('.')));
  for (auto at = source.text.find(key); at != std::string::npos; at = source.text.find(key, at + 1)) {
    const auto word = trimmed(std::string_view(source.text).substr(at + key.size(), 80));
    unreadable_.insert(std::string(word.substr(0, word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"))));
  }
}

void Catalogue::read(const SourceText& source, RecipeOrigin origin, std::string directory, Diagnostics& diagnostics) {
  auto document = parse_yaml(source, diagnostics);
  if (!document) return;
  if (!document->is_mapping()) {
    diagnostics.report(ErrorCode::wrong_type, fmt::format("'{}' is not a recipe", source.file), document->span)
        .because("a recipe is a mapping of keys to values")
        .try_("begin it with `schema: 1`, `name: …` and `summary: …`");
    return;
  }
  report_misplaced(*document, "external", "a workspace's overrides, because the recipe itself is the same for everyone", diagnostics);
  if (origin == RecipeOrigin::workspace) {
    take_workspace_sections(*document, diagnostics);
    if (!is_recipe(*document)) return check_version(*document, diagnostics);
  }
  for (const auto key : workspace_sections) report_misplaced(*document, key, "the workspace's own stackup.yaml", diagnostics);
  erase_key(*document, "external");
  const auto* name = document->find("name");
  if (name == nullptr || !name->is_scalar() || !matches(name->scalar, recipe_names().pattern)) {
    (void)decode_recipe(*document, diagnostics);  // nobody can ask for it by name, so this is the time to say what is wrong with it
    return;
  }
  keep({name->scalar, std::move(*document), origin, std::move(directory)}, diagnostics);
}

void Catalogue::keep(RecipeDocument document, Diagnostics& diagnostics) {
  for (const auto& other : documents_) {
    if (other.name != document.name || !is_same_place(other, document)) continue;
    diagnostics.report(ErrorCode::duplicate_recipe, fmt::format("there are two recipes named '{}'", document.name), document.document.find("name")->span)
        .note("the other one", other.document.find("name")->span)
        .because("the name counts, not the file's name, and must be unique in one place")
        .try_("give one of them another `name:`");
    return;
  }
  const auto later = [&](const RecipeDocument& other) { return other.origin > document.origin; };
  documents_.insert(std::find_if(documents_.begin(), documents_.end(), later), std::move(document));
}

void Catalogue::take_workspace_sections(Node& document, Diagnostics& diagnostics) {
  const FieldPlace place(diagnostics, "");
  if (const auto* overrides = document.find("overrides")) {
    if (!overrides->is_mapping()) place.inside("overrides").wrong_type(*overrides, "a mapping of recipe names to what changes in them");
    for (const auto& entry : overrides->entries) {
      if (entry.value.is_mapping()) overrides_.push_back(entry);
      else place.inside("overrides").inside(entry.key.value).wrong_type(entry.value, "a mapping: part of a recipe");
    }
  }
  if (const auto* mirrors = document.find("mirrors")) {
    if (!mirrors->is_mapping()) place.inside("mirrors").wrong_type(*mirrors, "a mapping of URL prefixes");
    for (const auto& entry : mirrors->entries) {
      if (entry.value.is_scalar() && !entry.value.scalar.empty()) mirrors_.emplace_back(entry.key.value, entry.value.scalar);
      else place.inside("mirrors").wrong_type(entry.value, "the URL prefix to use instead");
    }
  }
  for (const auto key : workspace_sections) erase_key(document, key);
}

std::vector<std::string> Catalogue::names() const {
  std::vector<std::string> all;
  for (const auto& document : documents_) all.push_back(document.name);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

const RecipeDocument* Catalogue::find(std::string_view name) const {
  const auto found = std::find_if(documents_.begin(), documents_.end(), [&](const RecipeDocument& document) { return document.name == name; });
  return found == documents_.end() ? nullptr : &*found;
}

const RecipeDocument* Catalogue::workspace() const {
  return !documents_.empty() && documents_.front().origin == RecipeOrigin::workspace ? &documents_.front() : nullptr;
}

void Catalogue::report_unknown(std::string_view what, const Name& name, Diagnostics& diagnostics) const {
  if (unreadable_.contains(name.value)) return;
  const auto known = names();
  auto& error = diagnostics.report(ErrorCode::unknown_recipe, std::string(what), name.span);
  error.because(fmt::format("{} {} read, and none is named '{}'", counted(known.size(), "recipe"), known.size() == 1 ? "was" : "were", printable(name.value)));
  const auto meant = closest_match(name.value, known);
  if (!meant) {
    error.try_("`stackup list` shows all recipes that were found");
    return;
  }
  const auto place = to_string(find(*meant)->document.find("name")->span);
  error.try_(fmt::format("did you mean '{}'? ({})", *meant, place));
}

std::optional<Node> Catalogue::extended(const RecipeDocument& start, Diagnostics& diagnostics) const {
  std::vector<const RecipeDocument*> chain = {&start};
  std::vector<Name> edges;
  for (;;) {
    const auto* base = chain.back()->document.find("extends");
    if (base == nullptr || !base->is_scalar()) break;  // another kind of value is the decoder's to report
    edges.push_back({base->scalar, base->span});
    const auto* next = find(base->scalar);
    if (next == nullptr) {
      report_unknown(fmt::format("recipe '{}' extends '{}', which no recipe defines", chain.back()->name, printable(base->scalar)), edges.back(), diagnostics);
      return std::nullopt;
    }
    const auto again = std::find(chain.begin(), chain.end(), next);
    if (again != chain.end()) {
      std::vector<std::string> path;
      for (auto each = again; each != chain.end(); ++each) path.push_back((*each)->name);
      path.push_back(next->name);
      const auto first = static_cast<std::size_t>(again - chain.begin());
      auto& error = diagnostics.report(ErrorCode::cycle, fmt::format("recipes extend each other in a circle: {}", join(path, " → ")), edges[first].span);
      for (std::size_t i = first; i < edges.size(); ++i) error.note(fmt::format("'{}' extends '{}'", chain[i]->name, edges[i].value), edges[i].span);
      error.because("none of them could be the first").try_("take one of these `extends:` out");
      return std::nullopt;
    }
    chain.push_back(next);
  }
  auto document = chain.back()->document;
  for (auto each = chain.rbegin() + 1; each != chain.rend(); ++each) {
    erase_key(document, "abstract");  // of the base, not of what is made from it
    document = merged(std::move(document), (*each)->document);
  }
  return document;
}

std::optional<Node> Catalogue::merged_document(std::string_view name, Diagnostics& diagnostics) const {
  const auto* start = find(name);
  if (start == nullptr) {
    report_unknown(fmt::format("there is no recipe '{}'", printable(name)), {std::string(name), {}}, diagnostics);
    return std::nullopt;
  }
  auto document = extended(*start, diagnostics);
  if (!document) return std::nullopt;
  for (const auto& entry : overrides_) {
    if (entry.key.value != name) continue;
    const auto span = document->span;
    document = merged(std::move(*document), entry.value);
    document->span = span;
  }
  const auto mistakes = diagnostics.size();
  for (const auto& setting : settings_)
    if (setting.recipe.value == name) document = with_setting(std::move(*document), setting, diagnostics);
  return diagnostics.size() == mistakes ? document : std::nullopt;
}

std::optional<Recipe> Catalogue::recipe(std::string_view name, Diagnostics& diagnostics) const {
  const auto document = merged_document(name, diagnostics);
  if (!document) return std::nullopt;
  auto recipe = decode_recipe(*document, diagnostics);
  if (recipe) recipe->origin_directory = find(name)->directory;
  return recipe;
}

void Catalogue::check_changes(Diagnostics& diagnostics) const {
  for (const auto& [name, part] : overrides_) {
    if (find(name.value) == nullptr) report_unknown(fmt::format("overrides change '{}', which no recipe defines", printable(name.value)), name, diagnostics);
    else (void)recipe(name.value, diagnostics);
  }
  for (const auto& setting : settings_)
    if (find(setting.recipe.value) == nullptr) report_unknown(fmt::format("--set changes '{}', which no recipe defines", printable(setting.recipe.value)), setting.recipe, diagnostics);
}

}  // namespace stackup
