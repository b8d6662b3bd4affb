#include "stackup/recipe/values.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/recipe/pattern.h"

#include <charconv>

#include <fmt/format.h>

namespace stackup {
namespace {

Shape text_shape(std::string pattern = "") {
  Shape shape;
  shape.kind = Shape::Kind::text;
  shape.pattern = std::move(pattern);
  return shape;
}

/// The scalar's text, or nothing said about a value that is none.
std::optional<std::string> scalar_of(const Node& node, const FieldPlace& place, std::string_view expected = "text") {
  if (node.is_scalar()) return node.scalar;
  place.wrong_type(node, expected);
  return std::nullopt;
}

Codec<Name> checked_name(KeyForm form) {
  auto shape = text_shape(form.pattern);
  return {std::move(shape), [form = std::move(form)](const Node& node, const FieldPlace& place) {
            const auto word = scalar_of(node, place);
            if (word && !matches(*word, form.pattern))
              place.bad_value(node, fmt::format("can't be '{}'", printable(*word))).because(fmt::format("it is {}", form.meaning)).try_("use another name");
            return Name{word.value_or(""), node.span};
          }};
}

void check_templates(const Node& node, const FieldPlace& place) {
  if (node.is_scalar()) (void)parse_template(node, place.diagnostics());
  for (const auto& item : node.items) check_templates(item, place);
  for (const auto& entry : node.entries) check_templates(entry.value, place);
}

bool leads_out(const std::string& path) {
  if (path.starts_with("/") || path.starts_with("~")) return true;
  for (const auto& part : split(path, '/'))
    if (part == "..") return true;
  return false;
}

}  // namespace

Codec<std::string> text() {
  return {text_shape(), [](const Node& node, const FieldPlace& place) { return scalar_of(node, place).value_or(""); }};
}

Codec<std::string> one_line() {
  return {text_shape("^[^\\n]+$"), [](const Node& node, const FieldPlace& place) {
            const auto words = scalar_of(node, place);
            if (words && (words->empty() || words->find('\n') != std::string::npos))
              place.bad_value(node, "must be one line of text").try_("put more than one line into `description:`");
            return words.value_or("");
          }};
}

Codec<Template> template_text() {
  return {text_shape(), [](const Node& node, const FieldPlace& place) {
            return scalar_of(node, place) ? parse_template(node, place.diagnostics()) : literal_template("", node.span);
          }};
}

Codec<Name> name(KeyForm form) { return checked_name(std::move(form)); }

Codec<Name> dotted_name() {
  return checked_name({"^[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*$", "a name, or names joined by dots, such as server.ready"});
}

Codec<bool> boolean() {
  Shape shape;
  shape.kind = Shape::Kind::boolean;
  return {std::move(shape), [](const Node& node, const FieldPlace& place) {
            const bool is_word = node.is_scalar() && !node.quoted && (node.scalar == "true" || node.scalar == "false");
            if (!is_word) place.wrong_type(node, "true or false");
            return node.scalar == "true";
          }};
}

Codec<int> integer(int minimum, int maximum, std::string_view meaning) {
  Shape shape;
  shape.kind = Shape::Kind::integer;
  shape.minimum = minimum;
  shape.maximum = maximum;
  return {std::move(shape), [minimum, maximum, meaning = std::string(meaning)](const Node& node, const FieldPlace& place) {
            long long number = 0;
            const auto* end = node.scalar.data() + node.scalar.size();
            const auto [stop, error] = std::from_chars(node.scalar.data(), end, number);
            if (!node.is_scalar() || node.scalar.empty() || stop != end || error == std::errc::invalid_argument) {
              place.wrong_type(node, "a number");
            } else if (error != std::errc{} || number < minimum || number > maximum) {
              place.bad_value(node, fmt::format("can't be {}", node.scalar))
                  .because(fmt::format("{} is a number from {} to {}", meaning, minimum, maximum))
                  .try_("use a number in that range");
              number = minimum;
            }
            return static_cast<int>(number);
          }};
}

Codec<int> port_number() { return integer(1, 65535, "a port"); }

Codec<Duration> duration() {
  return {text_shape("^[0-9]+(\\.[0-9]+)?(ms|s|m|min|h)$"), [](const Node& node, const FieldPlace& place) {
            const auto words = scalar_of(node, place, "a length of time, such as 10s");
            const auto length = words ? parse_duration(*words) : std::nullopt;
            if (words && !length) {
              const bool is_number = !words->empty() && words->find_first_not_of("0123456789") == std::string::npos;
              place.bad_value(node, fmt::format("can't be '{}'", printable(*words)))
                  .because("it is a length of time: a number with a unit (ms, s, m or h), at most 1000h")
                  .try_(fmt::format("write for example {}", is_number ? *words + "s" : "90s"));
            }
            return length.value_or(Duration{});
          }};
}

Codec<unsigned> file_mode() {
  return {text_shape("^0?[0-7]{3}$"), [](const Node& node, const FieldPlace& place) -> unsigned {
            const auto digits = scalar_of(node, place, "a file mode, such as 0600");
            if (!digits) return 0600;
            const bool is_mode = (digits->size() == 3 || (digits->size() == 4 && digits->front() == '0')) &&
                                 digits->find_first_not_of("01234567") == std::string::npos;
            if (is_mode) return static_cast<unsigned>(std::stoul(*digits, nullptr, 8));
            place.bad_value(node, fmt::format("can't be '{}'", printable(*digits)))
                .because("a file mode is three octal digits, with or without a 0 before them")
                .try_("write for example 0600 (only its owner may read it) or 0644");
            return 0600;
          }};
}

Codec<int> signal() {
  return {text_shape("^(SIG)?[A-Z0-9]+$"), [](const Node& node, const FieldPlace& place) {
            const auto word = scalar_of(node, place);
            const int number = word ? signal_number(*word) : 0;
            if (word && number == 0) {
              static const std::vector<std::string> names = {"TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL", "WINCH"};
              auto& error = place.bad_value(node, fmt::format("can't be '{}'", printable(*word))).because("no signal has that name");
              error.try_(fmt::format("use one of {}", join(names, ", ")));
            }
            return number == 0 ? 15 : number;
          }};
}

Codec<std::string> regular_expression() {
  return {text_shape(), [](const Node& node, const FieldPlace& place) {
            const auto pattern = scalar_of(node, place, "a regular expression");
            const auto mistake = pattern ? pattern_mistake(*pattern) : std::nullopt;
            if (mistake) place.bad_value(node, "is not a regular expression").because(*mistake).try_("put a \\ before letters such as ( [ * + that stand for themselves");
            return pattern.value_or("");
          }};
}

Codec<Name> package_name() {
  return checked_name({"^[A-Za-z0-9][A-Za-z0-9+._:@/-]*$", "the name of a package: letters, digits and +._:@/-, a letter or digit first"});
}

Codec<Located<std::string>> relative_path() {
  return {text_shape(), [](const Node& node, const FieldPlace& place) {
            const auto path = scalar_of(node, place, "a path").value_or("");
            if (leads_out(path))
              place.report(ErrorCode::unsafe_path, fmt::format("leads out of the checkout: '{}'", printable(path)), node.span)
                  .because("the path is relative to the checkout and stays in it")
                  .try_("write it without a leading / and without ..");
            return Located<std::string>{path, node.span};
          }};
}

Codec<std::string> choice(std::vector<std::string> choices) {
  auto shape = text_shape();
  shape.choices = choices;
  return {std::move(shape), [choices = std::move(choices)](const Node& node, const FieldPlace& place) {
            const auto word = scalar_of(node, place);
            if (!word) return choices.front();
            for (const auto& candidate : choices)
              if (candidate == *word) return candidate;
            auto& error = place.bad_value(node, fmt::format("can't be '{}'", printable(*word))).because(fmt::format("it is one of {}", join(choices, ", ")));
            if (const auto meant = closest_match(*word, choices)) error.try_(fmt::format("did you mean '{}'?", *meant));
            else error.try_(fmt::format("use one of {}", join(choices, ", ")));
            return choices.front();
          }};
}

Codec<Node> any_value() {
  return {Shape{}, [](const Node& node, const FieldPlace&) { return node; }};
}

Codec<Node> template_tree() {
  Shape shape;
  shape.kind = Shape::Kind::map;
  shape.parts = {Shape{}};
  return {std::move(shape), [](const Node& node, const FieldPlace& place) {
            if (!node.is_mapping()) place.wrong_type(node, "a mapping");
            check_templates(node, place);
            return node;
          }};
}

}  // namespace stackup
