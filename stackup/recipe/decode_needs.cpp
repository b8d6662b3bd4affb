#include "stackup/base/text.h"
#include "stackup/recipe/sections.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

struct NeedKeys {
  Name instance;
  bool optional = false;
  std::optional<EnvironmentTemplate> env;
};

/// What a need says beside its recipe: three reserved keys; all others are the offer's parameters.
Codec<NeedKeys> need_keys() {
  using K = NeedKeys;
  auto keys = record<K>("need", {field<K>("as", "an instance of its own, of this name", &K::instance, name(recipe_names())),
                                 field<K>("optional", "take it only if it is there anyway", &K::optional, boolean()),
                                 field<K>("env", "replaces the offer's environment variables", &K::env, environment())});
  keys.shape.parts = {text().shape};
  // The record's own decoder was made before it became open to other keys.
  auto open = keys.shape;
  return {open, [known = std::move(keys.decode), open](const Node& node, const FieldPlace& place) {
            if (node.is_null()) return K{};
            auto reserved = node;
            std::erase_if(reserved.entries, [&](const Entry& entry) { return std::ranges::count(keys_of(open), entry.key.value) == 0; });
            return known(reserved, place);
          }};
}

/// `RECIPE` or `RECIPE.OFFER`.
void set_target(NeedSpec& need, const Name& target, const FieldPlace& place) {
  if (!matches(target.value, need_targets().pattern)) {
    place.report(ErrorCode::bad_value, fmt::format("can't need '{}'", printable(target.value)), target.span)
        .because("a need names a recipe, or one of its offers as RECIPE.OFFER")
        .try_("write for example `redis` or `postgresql.database`");
  }
  const auto dot = target.value.find('.');
  need.recipe = {target.value.substr(0, dot), target.span};
  if (target.span.length == static_cast<int>(target.value.size())) need.recipe.span.length = static_cast<int>(need.recipe.value.size());
  if (dot == std::string::npos) return;
  need.offer = Name{target.value.substr(dot + 1), target.span};
  if (target.span.length != static_cast<int>(target.value.size())) return;
  need.offer->span.column += static_cast<int>(dot) + 1;
  need.offer->span.length = static_cast<int>(need.offer->value.size());
}

void set_details(NeedSpec& need, const Node& node, const FieldPlace& place) {
  if (node.is_null()) return;
  static const auto codec = need_keys();
  static const auto parameter = template_text();
  if (!node.is_mapping()) {
    place.wrong_type(node, "a mapping of the offer's parameters");
    return;
  }
  const auto keys = codec.decode(node, place);
  need.instance = keys.instance.value;
  need.optional = keys.optional;
  need.env = keys.env;
  const auto reserved = keys_of(codec.shape);
  for (const auto& entry : node.entries) {
    if (std::ranges::count(reserved, entry.key.value) > 0) continue;
    need.parameters.emplace_back(entry.key, parameter.decode(entry.value, place.inside(entry.key.value)));
  }
}

NeedSpec need_from(const Node& node, const FieldPlace& place) {
  NeedSpec need;
  need.span = node.span;
  if (node.is_scalar()) {
    set_target(need, {node.scalar, node.span}, place);
  } else if (node.is_mapping() && node.entries.size() == 1) {
    const auto& [target, details] = node.entries.front();
    need.span = target.span;
    set_target(need, target, place);
    set_details(need, details, place.inside(target.value));
  } else if (node.is_mapping()) {
    place.report(ErrorCode::bad_value, fmt::format("must name one recipe, not {}", node.entries.size()), node.span)
        .because("a need reads RECIPE.OFFER: {parameters}; the parameters stand one level deeper")
        .try_("write for example {postgresql.database: {name: shop}}");
  } else {
    place.wrong_type(node, "a recipe's name, or a mapping such as {postgresql.database: {name: shop}}");
  }
  return need;
}

Shape need_shape() {
  Shape details = need_keys().shape;
  Shape claim;
  claim.kind = Shape::Kind::map;
  claim.pattern = need_targets().pattern;
  claim.parts = {details};
  Shape word = text().shape;
  word.pattern = claim.pattern;
  Shape either;
  either.kind = Shape::Kind::one_of;
  either.parts = {word, claim};
  return either;
}

void set_default_alias(NeedSpec& need) {
  need.alias = {need.instance.empty() ? need.recipe.value : need.instance, need.span};
}

std::vector<NeedSpec> needs_of_list(const Node& node, const FieldPlace& place) {
  std::vector<NeedSpec> all;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    all.push_back(need_from(node.items[i], place.item(i)));
    set_default_alias(all.back());
  }
  return all;
}

std::vector<NeedSpec> needs_of_mapping(const Node& node, const FieldPlace& place) {
  std::vector<NeedSpec> all;
  for (const auto& entry : node.entries) {
    if (entry.key.value.find('.') != std::string::npos) {
      place.report(ErrorCode::bad_value, fmt::format("has '{}' where an alias is expected", printable(entry.key.value)), entry.key.span)
          .because("the keys of `needs` are names of your choice; a list needs none")
          .try_(fmt::format("write `needs: [{{{}: …}}]` or `needs: {{db: {{{}: …}}}}`", entry.key.value, entry.key.value));
      continue;
    }
    check_key(entry.key, plain_names(), place);
    all.push_back(need_from(entry.value, place.inside(entry.key.value)));
    all.back().alias = entry.key;
  }
  return all;
}

}  // namespace

KeyForm need_targets() { return {"^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_-]*)?$", "a need: RECIPE, or RECIPE.OFFER for a claim"}; }

Codec<std::vector<NeedSpec>> needs() {
  Shape list, map, either;
  list.kind = Shape::Kind::list;
  list.parts = {need_shape()};
  map.kind = Shape::Kind::map;
  map.pattern = plain_names().pattern;
  map.parts = {need_shape()};
  either.kind = Shape::Kind::one_of;
  either.parts = {list, map};
  return {either, [](const Node& node, const FieldPlace& place) {
            if (node.is_list()) return needs_of_list(node, place);
            if (node.is_mapping()) return needs_of_mapping(node, place);
            place.wrong_type(node, "a list or a mapping");
            return std::vector<NeedSpec>{};
          }};
}

}  // namespace stackup
