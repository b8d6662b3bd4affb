#include "stackup/recipe/codec.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

std::string kind_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::list: return "a list";
    case Node::Kind::mapping: return "a mapping";
    case Node::Kind::scalar: break;
  }
  return fmt::format("'{}'", printable(std::string_view(node.scalar).substr(0, 40)));
}

std::string quoted_list(const std::vector<std::string>& words, std::string_view last_separator) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : i + 1 == words.size() ? last_separator : ", ", words[i]);
  return text;
}

void report_unknown_key(const Entry& entry, const Shape& record, const FieldPlace& place) {
  const auto known = keys_of(record);
  auto& error = place.report(ErrorCode::unknown_key, fmt::format("has no key '{}'", printable(entry.key.value)), entry.key.span);
  error.because(fmt::format("the keys that are known here: {}", join(known, ", ")));
  if (const auto meant = closest_match(entry.key.value, known)) error.try_(fmt::format("did you mean '{}'?", *meant));
  else error.try_("take the key out; docs/recipes.md tells what each key means");
}

void check_rule(const Node& node, const KeyRule& rule, const FieldPlace& place) {
  std::vector<const Entry*> given;
  for (const auto& entry : node.entries)
    if (std::find(rule.keys.begin(), rule.keys.end(), entry.key.value) != rule.keys.end()) given.push_back(&entry);
  if (given.empty() && rule.kind == KeyRule::Kind::exactly_one)
    place.report(ErrorCode::missing_key, fmt::format("has none of the keys {}", quoted_list(rule.keys, " and ")), node.span)
        .because("exactly one of them says what it does")
        .try_(fmt::format("add one of them, for example `{}: …`", rule.keys.front()));
  if (given.size() < 2) return;
  auto& error = place.report(ErrorCode::conflicting_keys, fmt::format("has both '{}' and '{}'", given[0]->key.value, given[1]->key.value), given[1]->key.span);
  error.note("the other one", given[0]->key.span).because(fmt::format("only one of {} may be given", quoted_list(rule.keys, " and "))).try_("keep one of them");
}

void check_missing(const Node& node, const Shape& record, const FieldPlace& place) {
  for (const auto& field : record.fields)
    if (field.presence == Presence::required && node.find(field.key) == nullptr)
      place.report(ErrorCode::missing_key, fmt::format("lacks the key '{}'", field.key), node.span)
          .because(fmt::format("'{}' is {}", field.key, field.meaning))
          .try_(fmt::format("add `{}: …`", field.key));
}

}  // namespace

FieldPlace FieldPlace::inside(std::string_view key) const {
  auto inner = *this;
  inner.path_ += fmt::format("{}{}", path_.empty() ? "" : ".", printable(key));
  return inner;
}

FieldPlace FieldPlace::item(std::size_t index) const {
  auto inner = *this;
  inner.path_ += fmt::format("[{}]", index + 1);
  return inner;
}

std::string FieldPlace::subject() const {
  const auto recipe = recipe_.empty() ? std::string("the recipe") : fmt::format("recipe '{}'", printable(recipe_));
  return path_.empty() ? recipe : fmt::format("'{}' of {}", path_, recipe);
}

Error& FieldPlace::report(ErrorCode code, std::string_view what, const SourceSpan& span) const {
  return diagnostics_->report(code, fmt::format("{} {}", subject(), what), span);
}

Error& FieldPlace::wrong_type(const Node& node, std::string_view expected) const {
  auto& error = report(ErrorCode::wrong_type, fmt::format("must be {}, not {}", expected, kind_of(node)), node.span);
  if (node.is_null()) return error.try_("give it a value, or take the key out");
  return error.try_(fmt::format("write {} here; docs/recipes.md has examples of each section", expected));
}

bool has_right_keys(const Node& node, const Shape& record, const FieldPlace& place) {
  if (!node.is_mapping()) {
    place.wrong_type(node, described(record));
    return false;
  }
  const auto known = keys_of(record);
  for (const auto& entry : node.entries)
    if (record.parts.empty() && std::find(known.begin(), known.end(), entry.key.value) == known.end()) report_unknown_key(entry, record, place);
  for (const auto& rule : record.rules) check_rule(node, rule, place);
  check_missing(node, record, place);
  return true;
}

bool fits_kind(const Node& node, const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::any: return true;
    case Shape::Kind::text:
    case Shape::Kind::integer:
    case Shape::Kind::boolean: return node.is_scalar();
    case Shape::Kind::list: return node.is_list();
    case Shape::Kind::map:
    case Shape::Kind::record:
    case Shape::Kind::recipe_part: return node.is_mapping();
    case Shape::Kind::one_of: break;
  }
  return std::any_of(shape.parts.begin(), shape.parts.end(), [&](const Shape& part) { return fits_kind(node, part); });
}

KeyForm plain_names() { return {"^[a-z][a-z0-9_-]*$", "a name: a lower-case letter, then lower-case letters, digits, - and _"}; }
KeyForm recipe_names() { return {"^[a-z][a-z0-9-]*$", "a recipe's name: a lower-case letter, then lower-case letters, digits and -"}; }
KeyForm environment_names() { return {"^[A-Za-z_][A-Za-z0-9_]*$", "the name of an environment variable: letters, digits and _, not a digit first"}; }
KeyForm file_names() { return {"^[A-Za-z0-9_][A-Za-z0-9._-]*$", "a file name without directories: letters, digits, dots, - and _"}; }
KeyForm any_text() { return {"", ""}; }

void check_key(const Located<std::string>& key, const KeyForm& form, const FieldPlace& place) {
  if (form.pattern.empty() || matches(key.value, form.pattern)) return;
  place.report(ErrorCode::bad_value, fmt::format("can't have an entry named '{}'", printable(key.value)), key.span)
      .because(fmt::format("the key is {}", form.meaning))
      .try_("use another name");
}

std::string described(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::any: return "a value";
    case Shape::Kind::text: return "text";
    case Shape::Kind::integer: return "a number";
    case Shape::Kind::boolean: return "true or false";
    case Shape::Kind::list: return "a list";
    case Shape::Kind::map:
    case Shape::Kind::record:
    case Shape::Kind::recipe_part: return "a mapping";
    case Shape::Kind::one_of: break;
  }
  std::vector<std::string> kinds;
  for (const auto& part : shape.parts)
    if (const auto kind = described(part); std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  return join(kinds, " or ");
}

std::vector<std::string> keys_of(const Shape& record) {
  std::vector<std::string> keys;
  for (const auto& field : record.fields) keys.push_back(field.key);
  return keys;
}

}  // namespace stackup
