#include "stackup/base/text.h"
#include "stackup/plan/unit_builder.h"

#include <algorithm>

namespace stackup {
namespace {

/// `need.db.url` → db
std::string alias_of(const Reference& reference) {
  const auto parts = split(reference.name, '.');
  return parts.size() > 1 && parts[0] == "need" ? parts[1] : std::string();
}

}  // namespace

std::set<std::string> UnitBuilder::drawn_claims(const std::vector<Template>& texts) const {
  std::set<std::string> aliases;
  for (const auto& text : texts)
    for (const auto& reference : text.references())
      if (auto alias = alias_of(reference); !alias.empty()) aliases.insert(alias);
  for (const auto& file : drawn_files(texts))
    if (const FileSpec* spec = find_named(unit_.recipe.files, file))
      for (const auto& text : {spec->references}) aliases.merge(drawn_claims(text));
  return aliases;
}

std::set<std::string> UnitBuilder::drawn_files(const std::vector<Template>& texts) const {
  std::set<std::string> files;
  for (const auto& text : texts)
    for (const auto& reference : text.references())
      if (reference.name.starts_with("file.")) files.insert(reference.name.substr(5));
  return files;
}

std::set<std::string> UnitBuilder::environment_claims() const {
  std::vector<Template> texts;
  for (const auto& [variable, text] : unit_.recipe.env) texts.push_back(text);
  auto aliases = drawn_claims(texts);
  for (const auto& claim : unit_.claims)
    if (!claim.env.empty()) aliases.insert(claim.alias);
  return aliases;
}

UnitBuilder::Ids UnitBuilder::targets(const std::string& name) const {
  if (find_named(unit_.recipe.steps, name)) return {id(name)};
  const bool is_claim = std::any_of(unit_.claims.begin(), unit_.claims.end(), [&](const Claim& c) { return c.alias == name; });
  if (is_claim) return claim_ids(name);
  std::string process = name;
  if (process.ends_with(".ready")) process.erase(process.size() - 6);
  Ids ids;
  for (const auto& found : process_ids(unit_, process)) ids.push_back(found + ".ready");
  if (ids.empty() && process.find('.') != std::string::npos) ids.push_back(id(process) + ".ready");  // of one instance
  return ids;
}

bool UnitBuilder::waits_for_process(const std::string& step) const {
  const StepTemplate* found = find_named(unit_.recipe.steps, step);
  if (!found) return false;
  return std::any_of(found->after.begin(), found->after.end(), [&](const Name& target) {
    if (find_named(unit_.recipe.steps, target.value)) return waits_for_process(target.value);
    const bool is_claim = std::any_of(unit_.claims.begin(), unit_.claims.end(), [&](const Claim& c) { return c.alias == target.value; });
    return !is_claim;
  });
}

}  // namespace stackup
