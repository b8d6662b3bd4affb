#include "stackup/recipe/node_writer.h"
#include "stackup/recipe/sections.h"
#include "stackup/recipe/words.h"

namespace stackup {
namespace {

Codec<CommandTemplate> list_command() {
  auto list = list_of(template_text());
  return mapped<CommandTemplate>(std::move(list), [](std::vector<Template> words, const Node& node, const FieldPlace& place) {
    CommandTemplate command;
    if (words.empty() && node.is_list()) place.bad_value(node, "is empty").because("it is the command to run").try_("write a program and its arguments");
    command.words = std::move(words);
    command.span = node.span;
    return command;
  });
}

struct ExpectKeys {
  std::optional<Template> exact;
  std::optional<Node> match;
  std::optional<Node> json;
};

/// A pattern with variables in it can be checked only after they are put in.
Template pattern_template(const Node& node, const FieldPlace& place) {
  auto pattern = template_text().decode(node, place);
  if (const auto literal = pattern.literal()) {
    auto plain = node;
    plain.scalar = *literal;
    (void)regular_expression().decode(plain, place);
  }
  return pattern;
}

Template json_template(const Node& node, const FieldPlace& place) {
  Node text;
  text.kind = Node::Kind::scalar;
  text.scalar = to_json(node);
  text.span = node.span;
  return parse_template(text, place.diagnostics());
}

ExpectTemplate chosen(const ExpectKeys& keys, const FieldPlace& place) {
  if (keys.exact) return {Expectation::Kind::exact, *keys.exact};
  if (keys.match) return {Expectation::Kind::match, pattern_template(*keys.match, place.inside("match"))};
  if (keys.json) return {Expectation::Kind::json, json_template(*keys.json, place)};
  return {};
}

}  // namespace

Codec<CommandTemplate> words_command() {
  auto words = mapped<CommandTemplate>(text(), [](const std::string&, const Node& node, const FieldPlace& place) {
    CommandTemplate command;
    if (node.is_scalar()) command.words = split_words(node, place);
    command.span = node.span;
    return command;
  });
  return one_of<CommandTemplate>({std::move(words), list_command()});
}

Codec<CommandTemplate> shell_command() {
  return mapped<CommandTemplate>(text(), [](const std::string& script, const Node& node, const FieldPlace& place) {
    if (node.is_scalar() && script.empty()) place.bad_value(node, "is empty").because("it is the script to run").try_("write the script");
    CommandTemplate command;
    command.script = script;
    command.span = node.span;
    return command;
  });
}

Codec<ExpectTemplate> expectation() {
  auto substring = mapped<ExpectTemplate>(template_text(), [](Template text, const Node&, const FieldPlace&) {
    return ExpectTemplate{Expectation::Kind::substring, std::move(text)};
  });
  Codec<Node> pattern{text().shape, any_value().decode};
  auto keys = record<ExpectKeys>("expectation",
                                 {field<ExpectKeys>("exact", "the whole output, without spaces and line ends around it", &ExpectKeys::exact, template_text()),
                                  field<ExpectKeys>("match", "a regular expression that is found in the output", &ExpectKeys::match, std::move(pattern)),
                                  field<ExpectKeys>("json", "a value that the output, read as JSON, contains", &ExpectKeys::json, any_value())},
                                 {{KeyRule::Kind::exactly_one, {"exact", "match", "json"}}});
  auto special = mapped<ExpectTemplate>(std::move(keys), [](const ExpectKeys& given, const Node&, const FieldPlace& place) { return chosen(given, place); });
  return one_of<ExpectTemplate>({std::move(substring), std::move(special)});
}

Codec<TcpTemplate> tcp_probe() {
  using T = TcpTemplate;
  auto plain = mapped<T>(name(plain_names()), [](Name port, const Node&, const FieldPlace&) { return T{std::move(port), {}, {}}; });
  auto keys = record<T>("tcp probe", {field<T>("port", "the port that accepts connections", &T::port, name(plain_names()), Presence::required),
                                      field<T>("send", "what is said to it, byte for byte", &T::send, template_text()),
                                      field<T>("expect", "what it must answer", &T::expect, expectation())});
  return one_of<T>({std::move(plain), std::move(keys)});
}

Codec<EnvironmentTemplate> environment() { return map_of(environment_names(), template_text()); }

Codec<std::vector<Name>> waits_for() { return one_or_more(dotted_name()); }

KeyRule run_or_sh() { return {KeyRule::Kind::exactly_one, {"run", "sh"}}; }

}  // namespace stackup
