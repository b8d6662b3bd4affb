#include "stackup/rig/dependants.h"

#include "stackup/recipe/node_writer.h"
#include "stackup/recipe/offer_parameter.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

/// What the offer calls `export.x` is `need.it.x` for who has claimed it.
std::string for_dependant(const Template& text) {
  std::string made;
  const std::string own = "${export.";
  const auto written = text.to_string();
  std::size_t at = 0;
  for (auto found = written.find(own); found != std::string::npos; found = written.find(own, at)) {
    made += written.substr(at, found - at) + "${need.it.";
    at = found + own.size();
  }
  return made + written.substr(at);
}

std::string mapping(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string text;
  for (const auto& [key, value] : entries) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_quoted(key), json_quoted(value));
  return "{" + text + "}";
}

std::vector<std::pair<std::string, std::string>> entries_of(const Named<Template>& texts) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [name, text] : texts) entries.emplace_back(name.value, for_dependant(text));
  return entries;
}

bool can_be_claimed(const OfferSpec& offer) {
  return std::all_of(offer.parameters.begin(), offer.parameters.end(), [&](const auto& parameter) {
    const auto& [name, spec] = parameter;
    return !must_be_given(name, spec) || (offer.trial && find_named(offer.trial->parameters, name.value) != nullptr);
  });
}

std::string_view suffix_of(DependantRole role) {
  switch (role) {
    case DependantRole::first: return "1";
    case DependantRole::second: return "2";
    case DependantRole::of_other_instance: return "other";
  }
  return "";
}

/// `what`: SERVICE or SERVICE.OFFER.
std::string recipe_text(const Dependant& dependant, const std::string& what, std::vector<std::pair<std::string, std::string>> parameters) {
  if (dependant.role == DependantRole::of_other_instance) parameters.emplace_back("as", "other");
  const auto env = dependant.trial ? entries_of(dependant.trial->env) : std::vector<std::pair<std::string, std::string>>{};
  return fmt::format("schema: 1\nname: {}\nsummary: tries {}\nneeds: {{it: {{{}: {}}}}}\nenv: {}\n", dependant.name, what, what, mapping(parameters), mapping(env));
}

Dependant dependant_of(const Recipe& recipe, const std::string& offer_name, const OfferSpec& offer, DependantRole role) {
  Dependant made;
  made.name = fmt::format("trial-{}-{}", offer_name, suffix_of(role));
  std::replace(made.name.begin(), made.name.end(), '_', '-');  // a recipe's name has none, an offer's may
  made.offer = offer_name;
  made.role = role;
  made.trial = offer.trial;
  made.has_own_data = find_named(offer.parameters, "name") != nullptr;
  const auto what = offer_name == "default" ? recipe.name.value : recipe.name.value + "." + offer_name;
  made.recipe = recipe_text(made, what, made.trial ? entries_of(made.trial->parameters) : std::vector<std::pair<std::string, std::string>>{});
  return made;
}

}  // namespace

std::vector<Dependant> dependants_of(const Recipe& recipe) {
  std::vector<Dependant> all;
  for (const auto& [name, offer] : recipe.offers) {
    if (!can_be_claimed(offer)) continue;
    for (const auto role : {DependantRole::first, DependantRole::second, DependantRole::of_other_instance}) all.push_back(dependant_of(recipe, name.value, offer, role));
  }
  if (!all.empty()) return all;
  Dependant other;
  other.name = "trial-other";
  other.role = DependantRole::of_other_instance;
  other.recipe = recipe_text(other, recipe.name.value, {});
  return {other};
}

}  // namespace stackup
