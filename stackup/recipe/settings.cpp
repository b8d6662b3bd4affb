// --set NAME.KEY=VALUE: texts from the command line that become a part of a recipe.
#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/recipe/catalogue.h"
#include "stackup/recipe/codec.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view source_name = "--set";

SourceSpan span_at(int line, std::size_t offset, std::size_t length) {
  return {std::string(source_name), line, static_cast<int>(offset) + 1, std::max(1, static_cast<int>(length))};
}

/// Moves a place of the value's own text to where the value stands on the command line.
void shift(SourceSpan& span, int line, int columns) {
  if (!span.is_known()) return;
  if (span.line == 1) span.column += columns;
  span.line += line - 1;
}

void shift(Node& node, int line, int columns) {
  if (node.span.line == 1 && node.text_column > 0) node.text_column += columns;
  for (auto& dollar : node.dollars) {
    if (dollar.line == 1) dollar.column += columns;
    dollar.line += line - 1;
  }
  shift(node.span, line, columns);
  for (auto& item : node.items) shift(item, line, columns);
  for (auto& entry : node.entries) {
    shift(entry.key.span, line, columns);
    shift(entry.value, line, columns);
  }
}

std::optional<Node> parse_value(const std::string& text, int line, std::size_t offset, Diagnostics& diagnostics) {
  Diagnostics found;
  auto value = parse_yaml({std::string(source_name), text.substr(offset)}, found);
  for (auto error : found.errors()) {
    auto span = error.span();
    shift(span, line, static_cast<int>(offset));
    diagnostics.report(error.at(span));
  }
  if (!value) return std::nullopt;
  shift(*value, line, static_cast<int>(offset));
  return value;
}

Node mapping_of(const Name& key, Node value) {
  Node mapping;
  mapping.kind = Node::Kind::mapping;
  mapping.span = key.span;
  mapping.entries.push_back({key, std::move(value)});
  return mapping;
}

/// The key of `mapping` that the next words name; a key may itself hold dots (nova.conf), so the longest that exists wins.
std::size_t words_of_key(const Node& mapping, const std::vector<Name>& keys, std::size_t from) {
  std::string joined;
  std::size_t longest = 1;
  for (std::size_t i = from; i < keys.size(); ++i) {
    joined += (i == from ? "" : ".") + keys[i].value;
    if (mapping.find(joined) != nullptr) longest = i - from + 1;
  }
  return longest;
}

Node nested(const Node* existing, const std::vector<Name>& keys, std::size_t from, const Node& value) {
  if (from == keys.size()) return value;
  const Node nothing;
  const auto& here = existing != nullptr ? *existing : nothing;
  const auto count = words_of_key(here, keys, from);
  auto key = keys[from];
  for (std::size_t i = from + 1; i < from + count; ++i) key.value += "." + keys[i].value;
  return mapping_of(key, nested(here.find(key.value), keys, from + count, value));
}

Node parameter_change(const Node& document, const Setting& setting) {
  const auto& name = setting.keys.front();
  const auto* declared = document.find("parameters")->find(name.value);
  auto value = declared->is_mapping() ? mapping_of({"default", name.span}, setting.value) : setting.value;
  return mapping_of({"parameters", name.span}, mapping_of(name, std::move(value)));
}

void report_unknown_key(const Node& document, const Setting& setting, Diagnostics& diagnostics) {
  auto known = keys_of(recipe_shape());
  std::vector<std::string> declared;
  if (const auto* parameters = document.find("parameters"))
    for (const auto& entry : parameters->entries) declared.push_back(entry.key.value);
  known.insert(known.begin(), declared.begin(), declared.end());
  const auto& key = setting.keys.front();
  auto& error = diagnostics.report(ErrorCode::bad_setting, fmt::format("recipe '{}' has neither a parameter nor a section '{}'", setting.recipe.value, printable(key.value)), key.span);
  error.because(declared.empty() ? "it declares no parameters" : fmt::format("its parameters are {}", join(declared, ", ")));
  if (const auto meant = closest_match(key.value, known)) error.try_(fmt::format("did you mean '{}'?", *meant));
  else error.try_(fmt::format("`stackup show {}` prints all that can be set", setting.recipe.value));
}

}  // namespace

SourceText settings_source(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += text + "\n";
  return {std::string(source_name), std::move(all)};
}

std::optional<Setting> parse_setting(const std::string& text, Diagnostics& diagnostics, int line) {
  const auto equals = text.find('=');
  const auto path = std::string_view(text).substr(0, equals);
  const auto words = split(path, '.');
  const bool is_complete = equals != std::string::npos && words.size() >= 2 && std::ranges::none_of(words, [](const auto& word) { return word.empty(); });
  if (!is_complete) {
    diagnostics.report(ErrorCode::bad_setting, fmt::format("'{}' is not a setting", printable(text.substr(0, 80))), span_at(line, 0, path.size()))
        .because(equals == std::string::npos ? "it has no '='" : "before the '=' stand a recipe's name and at least one key, joined by dots")
        .try_("write --set NAME.KEY=VALUE, for example --set shop.ports.web=8080");
    return std::nullopt;
  }
  auto value = parse_value(text, line, equals + 1, diagnostics);
  if (!value) return std::nullopt;
  Setting setting;
  setting.value = std::move(*value);
  std::size_t offset = 0;
  for (const auto& word : words) {
    Name name{word, span_at(line, offset, word.size())};
    if (offset == 0) setting.recipe = std::move(name);
    else setting.keys.push_back(std::move(name));
    offset += word.size() + 1;
  }
  return setting;
}

std::vector<Setting> parse_settings(const std::vector<std::string>& texts, Diagnostics& diagnostics) {
  std::vector<Setting> all;
  int line = 1;
  for (const auto& text : texts) {
    if (auto setting = parse_setting(text, diagnostics, line)) all.push_back(std::move(*setting));
    line += 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }
  return all;
}

Node with_setting(Node document, const Setting& setting, Diagnostics& diagnostics) {
  static constexpr std::string_view not_settable[] = {"schema", "name", "extends", "overrides", "mirrors"};
  const auto sections = keys_of(recipe_shape());
  const auto& first = setting.keys.front().value;
  const bool is_section = std::ranges::count(sections, first) > 0 && std::ranges::count(not_settable, first) == 0;
  const auto* parameters = document.find("parameters");
  const auto span = document.span;
  if (is_section) {
    const auto change = nested(&document, setting.keys, 0, setting.value);
    document = merged(std::move(document), change);
  } else if (setting.keys.size() == 1 && parameters != nullptr && parameters->find(first) != nullptr) {
    const auto change = parameter_change(document, setting);
    document = merged(std::move(document), change);
  } else {
    report_unknown_key(document, setting, diagnostics);
  }
  document.span = span;
  return document;
}

}  // namespace stackup
