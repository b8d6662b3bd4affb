#pragma once
// The decoder's building blocks. A Codec knows how a value is read and what it may look like; a record is a table of fields, each of which is one line
// with the key, its meaning, the member it fills and the codec of its value. Decoding goes on after a mistake with a value of no meaning, so that one
// run reports all of them; whoever starts it looks at the Diagnostics in the end.

#include "stackup/base/diagnostics.h"
#include "stackup/recipe/node.h"
#include "stackup/recipe/recipe.h"
#include "stackup/recipe/shape.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace stackup {

/// Where in which recipe a value stands, for messages, and where mistakes go.
class FieldPlace {
 public:
  FieldPlace(Diagnostics& diagnostics, std::string recipe) : diagnostics_(&diagnostics), recipe_(std::move(recipe)) {}

  [[nodiscard]] FieldPlace inside(std::string_view key) const;
  [[nodiscard]] FieldPlace item(std::size_t index) const;
  /// "'steps.init' of recipe 'shop'".
  [[nodiscard]] std::string subject() const;
  [[nodiscard]] Diagnostics& diagnostics() const { return *diagnostics_; }
  /// An error about this place: its text is the subject, then `what`.
  Error& report(ErrorCode code, std::string_view what, const SourceSpan& span) const;
  Error& wrong_type(const Node& node, std::string_view expected) const;
  Error& bad_value(const Node& node, std::string_view what) const { return report(ErrorCode::bad_value, what, node.span); }

 private:
  Diagnostics* diagnostics_;
  std::string recipe_;
  std::string path_;
};

template <class T>
struct Codec {
  Shape shape;
  std::function<T(const Node&, const FieldPlace&)> decode;
};

template <class T>
struct Field {
  FieldShape shape;
  std::function<void(const Node&, T&, const FieldPlace&)> decode;
};

using Presence = FieldShape::Presence;

template <class T, class Owner, class Member, class Value>
[[nodiscard]] Field<T> field(std::string key, std::string meaning, Member Owner::*member, Codec<Value> codec, Presence presence = Presence::optional) {
  Field<T> made;
  made.shape = {std::move(key), std::move(meaning), presence, codec.shape};
  made.decode = [member, decode = std::move(codec.decode)](const Node& node, T& record, const FieldPlace& place) { record.*member = decode(node, place); };
  return made;
}

/// A key that is known but read by somebody else (the catalogue).
template <class T, class Value>
[[nodiscard]] Field<T> checked_field(std::string key, std::string meaning, Codec<Value> codec, Presence presence = Presence::optional) {
  Field<T> made;
  made.shape = {std::move(key), std::move(meaning), presence, codec.shape};
  made.decode = [decode = std::move(codec.decode)](const Node& node, T&, const FieldPlace& place) { (void)decode(node, place); };
  return made;
}

/// Reports keys that are unknown, missing or exclude each other. False if `node` is no mapping at all.
[[nodiscard]] bool has_right_keys(const Node& node, const Shape& record, const FieldPlace& place);
/// Whether the node's kind is one that the shape takes.
[[nodiscard]] bool fits_kind(const Node& node, const Shape& shape);
[[nodiscard]] bool matches(const std::string& text, const std::string& pattern);

template <class T>
[[nodiscard]] Codec<T> record(std::string name, std::vector<Field<T>> fields, std::vector<KeyRule> rules = {}) {
  Codec<T> codec;
  codec.shape.kind = Shape::Kind::record;
  codec.shape.name = std::move(name);
  codec.shape.rules = std::move(rules);
  for (const auto& each : fields) codec.shape.fields.push_back(each.shape);
  codec.decode = [shape = codec.shape, fields = std::move(fields)](const Node& node, const FieldPlace& place) {
    T value{};
    if (!has_right_keys(node, shape, place)) return value;
    for (const auto& each : fields)
      if (const auto* found = node.find(each.shape.key)) each.decode(*found, value, place.inside(each.shape.key));
    return value;
  };
  return codec;
}

/// The same text, made into something else. `make` takes (value, node, place).
template <class To, class From, class Make>
[[nodiscard]] Codec<To> mapped(Codec<From> codec, Make make) {
  return {std::move(codec.shape),
          [decode = std::move(codec.decode), make](const Node& node, const FieldPlace& place) { return To(make(decode(node, place), node, place)); }};
}

template <class T>
[[nodiscard]] Codec<std::vector<T>> list_of(Codec<T> item) {
  Shape shape;
  shape.kind = Shape::Kind::list;
  shape.parts = {item.shape};
  return {std::move(shape), [decode = std::move(item.decode)](const Node& node, const FieldPlace& place) {
            std::vector<T> values;
            if (!node.is_list()) place.wrong_type(node, "a list");
            for (std::size_t i = 0; i < node.items.size(); ++i) values.push_back(decode(node.items[i], place.item(i)));
            return values;
          }};
}

/// One value or a list of them.
template <class T>
[[nodiscard]] Codec<std::vector<T>> one_or_more(Codec<T> item) {
  Shape shape;
  shape.kind = Shape::Kind::one_of;
  auto list = list_of(item);
  shape.parts = {item.shape, list.shape};
  return {std::move(shape), [item = std::move(item.decode), list = std::move(list.decode)](const Node& node, const FieldPlace& place) {
            return node.is_list() ? list(node, place) : std::vector<T>{item(node, place)};
          }};
}

/// What the keys of a mapping may look like.
struct KeyForm {
  std::string pattern;  ///< empty: any text
  std::string meaning;  ///< "a name: lower-case letters, digits, - and _"
};
[[nodiscard]] KeyForm plain_names();
[[nodiscard]] KeyForm recipe_names();
[[nodiscard]] KeyForm environment_names();
[[nodiscard]] KeyForm file_names();
[[nodiscard]] KeyForm any_text();
void check_key(const Located<std::string>& key, const KeyForm& form, const FieldPlace& place);

template <class T>
[[nodiscard]] Codec<Named<T>> map_of(KeyForm keys, Codec<T> value) {
  Shape shape;
  shape.kind = Shape::Kind::map;
  shape.pattern = keys.pattern;
  shape.parts = {value.shape};
  return {std::move(shape), [keys = std::move(keys), decode = std::move(value.decode)](const Node& node, const FieldPlace& place) {
            Named<T> values;
            if (!node.is_mapping()) place.wrong_type(node, "a mapping");
            for (const auto& entry : node.entries) {
              check_key(entry.key, keys, place);
              values.emplace_back(entry.key, decode(entry.value, place.inside(entry.key.value)));
            }
            return values;
          }};
}

/// The first alternative that takes the node's kind.
template <class T>
[[nodiscard]] Codec<T> one_of(std::vector<Codec<T>> alternatives) {
  Shape shape;
  shape.kind = Shape::Kind::one_of;
  for (const auto& each : alternatives) shape.parts.push_back(each.shape);
  return {shape, [shape, alternatives = std::move(alternatives)](const Node& node, const FieldPlace& place) {
            for (const auto& each : alternatives)
              if (fits_kind(node, each.shape)) return each.decode(node, place);
            place.wrong_type(node, described(shape));
            return T{};
          }};
}

}  // namespace stackup
