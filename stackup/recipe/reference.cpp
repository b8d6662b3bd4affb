#include "stackup/recipe/reference.h"

#include "stackup/base/text.h"

#include "stackup/recipe/sections.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace stackup {
namespace {

/// So that it does not end the cell.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : text) safe += c == '|' ? "\\|" : std::string(1, c);
  return safe;
}

std::string code(std::string_view text) { return fmt::format("`{}`", cell(text)); }

/// As GitHub and its like make it of a heading.
std::string anchor(std::string name) {
  std::ranges::replace(name, ' ', '-');
  return name;
}

/// Texts of a form that has a name on the page.
const std::vector<std::pair<std::string_view, KeyForm>>& named_forms() {
  static const std::vector<std::pair<std::string_view, KeyForm>> forms = {{"name", plain_names()},
                                                                          {"recipe name", recipe_names()},
                                                                          {"target", need_targets()},
                                                                          {"variable", environment_names()},
                                                                          {"file name", file_names()},
                                                                          {"package", {package_name().shape.pattern, "a package: as the distribution calls it"}}};
  return forms;
}

std::string text_of_form(const std::string& pattern) {
  if (pattern.empty()) return "text";
  if (pattern == "^[^\\n]+$") return "one line";
  for (const auto& [name, form] : named_forms())
    if (form.pattern == pattern) return std::string(name);
  return "text like " + code(pattern);
}

std::vector<std::string> alternatives_of(const std::vector<Shape>& shapes) {
  std::vector<std::string> words;
  for (const auto& shape : shapes)
    if (auto word = shape_markdown(shape); std::ranges::count(words, word) == 0) words.push_back(std::move(word));
  return words;
}

/// In brackets where it could be read as an alternative to what stands before it.
std::string inner_text(const Shape& shape) {
  const auto text = shape_markdown(shape);
  const bool is_simple = shape.kind != Shape::Kind::one_of && shape.kind != Shape::Kind::map;
  return is_simple ? text : "(" + text + ")";
}

std::string text_markdown(const Shape& shape) {
  std::vector<std::string> choices;
  for (const auto& choice : shape.choices) choices.push_back(code(choice));
  return choices.empty() ? text_of_form(shape.pattern) : join(choices, ", ");
}

/// All records, each before those that are met inside it for the first time.
class Records {
 public:
  explicit Records(const Shape& start) { add(start); }
  [[nodiscard]] const std::vector<const Shape*>& all() const { return all_; }

 private:
  void add(const Shape& shape) {
    const bool is_record = shape.kind == Shape::Kind::record;
    if (is_record && std::ranges::any_of(all_, [&](const Shape* known) { return known->name == shape.name; })) return;
    if (is_record) all_.push_back(&shape);
    for (const auto& field : shape.fields) add(field.shape);
    for (const auto& part : shape.parts) add(part);
  }

  std::vector<const Shape*> all_;
};

std::string rule_text(const KeyRule& rule) {
  std::vector<std::string> keys;
  for (const auto& key : rule.keys) keys.push_back(code(key));
  return fmt::format("{} of {}.\n", rule.kind == KeyRule::Kind::exactly_one ? "Exactly one" : "At most one", join(keys, ", "));
}

std::string record_text(const Shape& record) {
  auto text = fmt::format("\n## {}\n| key | value | | meaning |\n| --- | --- | --- | --- |\n", record.name);
  for (const auto& field : record.fields)
    text += fmt::format("| {} | {} | {} | {} |\n", code(field.key), shape_markdown(field.shape), field.presence == FieldShape::Presence::required ? "required" : "",
                        cell(field.meaning));
  if (!record.parts.empty()) text += fmt::format("| any other | {} | | |\n", shape_markdown(record.parts.front()));
  for (const auto& rule : record.rules) text += "\n" + rule_text(rule);
  return text;
}

}  // namespace

std::string shape_markdown(const Shape& shape) {
  switch (shape.kind) {
    case Shape::Kind::any: return "anything";
    case Shape::Kind::text: return text_markdown(shape);
    case Shape::Kind::integer:
      return shape.minimum == shape.maximum ? code(std::to_string(shape.minimum)) : fmt::format("a number from {} to {}", shape.minimum, shape.maximum);
    case Shape::Kind::boolean: return "`true` or `false`";
    case Shape::Kind::list: return "list of " + inner_text(shape.parts.front());
    case Shape::Kind::map: return fmt::format("{} → {}", text_of_form(shape.pattern), inner_text(shape.parts.front()));
    case Shape::Kind::record: return fmt::format("[{}](#{})", shape.name, anchor(shape.name));
    case Shape::Kind::recipe_part: return "part of a [recipe](#recipe)";
    case Shape::Kind::one_of: break;
  }
  return join(alternatives_of(shape.parts), " or ");
}

std::string recipe_reference() {
  std::string text =
      "# Reference of recipes\n\n"
      "Every key of the language. This page is made by `stackup schema --markdown` from the tables by which recipes are read, so nothing is missing and nothing\n"
      "has changed since. [recipes.md](recipes.md) explains what it means, with examples. Where text is expected, numbers and `true` are taken as they are written.\n"
      "`A → B` is a mapping whose keys are of the form A. Some forms have names here:\n\n";
  for (const auto& [name, form] : named_forms()) text += fmt::format("- **{}**: {} (`{}`)\n", name, form.meaning.substr(form.meaning.find(": ") + 2), form.pattern);
  const Records records(recipe_shape());
  for (const auto* record : records.all()) text += record_text(*record);
  return text;
}

}  // namespace stackup
