#pragma once
// What a value may look like, as data: the decoder's messages, the JSON Schema and the documentation are all made from it.

#include <optional>
#include <string>
#include <vector>

namespace stackup {

struct FieldShape;

/// Keys of one mapping that depend on each other.
struct KeyRule {
  enum class Kind { exactly_one, at_most_one };
  Kind kind = Kind::exactly_one;
  std::vector<std::string> keys;
};

struct Shape {
  enum class Kind { any, text, integer, boolean, list, map, record, one_of, recipe_part };
  Kind kind = Kind::any;
  std::string name;                  ///< of a record: its title, e.g. "step"
  std::string pattern;               ///< of text: a regular expression that it matches as a whole; of a map: the same for its keys
  std::vector<std::string> choices;  ///< of text: the only ones
  long minimum = 0, maximum = 0;     ///< of an integer
  std::vector<Shape> parts;          ///< list: the item · map: the value · one_of: the alternatives · record: values of keys that are not in `fields`
  std::vector<FieldShape> fields;    ///< of a record
  std::vector<KeyRule> rules;        ///< of a record
};

struct FieldShape {
  enum class Presence { optional, required };
  std::string key;
  std::string meaning;  ///< one line for people
  Presence presence = Presence::optional;
  Shape shape;
};

/// "text", "a number", "text or a mapping".
[[nodiscard]] std::string described(const Shape& shape);
[[nodiscard]] std::vector<std::string> keys_of(const Shape& record);
/// The whole language: the record of a recipe.
[[nodiscard]] const Shape& recipe_shape();

}  // namespace stackup
