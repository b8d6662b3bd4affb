#include "stackup/recipe/schema.h"

#include "stackup/recipe/node.h"
#include "stackup/recipe/node_writer.h"
#include "stackup/recipe/shape.h"

#include <algorithm>
#include <utility>

namespace stackup {
namespace {

Node text(std::string value) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = std::move(value);
  node.quoted = true;
  return node;
}

Node plain(std::string value) {
  auto node = text(std::move(value));
  node.quoted = false;
  return node;
}

Node list(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::list;
  node.items = std::move(items);
  return node;
}

Node mapping(std::vector<std::pair<std::string, Node>> entries) {
  Node node;
  node.kind = Node::Kind::mapping;
  for (auto& [key, value] : entries) node.entries.push_back({{std::move(key), {}}, std::move(value)});
  return node;
}

void put(Node& object, std::string key, Node value) { object.entries.push_back({{std::move(key), {}}, std::move(value)}); }

Node reference(const std::string& name) { return mapping({{"$ref", text("#/$defs/" + name)}}); }

std::string definition_name(const std::string& record_name) {
  auto name = record_name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// Every record becomes a definition of its own, so that editors show its title and each is written once.
class SchemaWriter {
 public:
  Node schema_of(const Shape& shape) {
    switch (shape.kind) {
      case Shape::Kind::any: return mapping({});
      case Shape::Kind::text: return text_schema(shape);
      case Shape::Kind::integer:
        return mapping({{"type", text("integer")}, {"minimum", plain(std::to_string(shape.minimum))}, {"maximum", plain(std::to_string(shape.maximum))}});
      case Shape::Kind::boolean: return mapping({{"type", text("boolean")}});
      case Shape::Kind::list: return mapping({{"type", text("array")}, {"items", schema_of(shape.parts.front())}});
      case Shape::Kind::map: return map_schema(shape);
      case Shape::Kind::record: return record_reference(shape);
      case Shape::Kind::recipe_part: return reference("part_of_a_recipe");
      case Shape::Kind::one_of: break;
    }
    Node alternatives = list({});
    for (const auto& part : shape.parts) alternatives.items.push_back(schema_of(part));
    return mapping({{"anyOf", std::move(alternatives)}});
  }

  Node record_schema(const Shape& record) {
    Node schema = mapping({{"type", text("object")}});
    put(schema, "properties", properties(record));
    put(schema, "additionalProperties", record.parts.empty() ? plain("false") : schema_of(record.parts.front()));
    if (extent_ == Extent::whole) put_rules(schema, record);
    return schema;
  }

  /// What overrides hold, and a recipe that extends another one: any of the keys, none of them required, for the rest stands elsewhere.
  Node part_schema(const Shape& recipe) {
    extent_ = Extent::part;
    auto schema = record_schema(recipe);
    extent_ = Extent::whole;
    return schema;
  }

  Node definitions = mapping({});

 private:
  enum class Extent { whole, part };

  static void put_rules(Node& schema, const Shape& record) {
    Node required = list({});
    for (const auto& field : record.fields)
      if (field.presence == FieldShape::Presence::required) required.items.push_back(text(field.key));
    if (!required.items.empty()) put(schema, "required", std::move(required));
    Node rules = list({});
    for (const auto& rule : record.rules) rules.items.push_back(rule_schema(rule));
    if (!rules.items.empty()) put(schema, "allOf", std::move(rules));
  }

  static Node text_schema(const Shape& shape) {
    if (!shape.choices.empty()) {
      Node choices = list({});
      for (const auto& choice : shape.choices) choices.items.push_back(text(choice));
      return mapping({{"enum", std::move(choices)}});
    }
    // YAML reads 0600, 8080 and true as other types; where text is expected they are taken as they are written.
    Node schema = mapping({{"type", list({text("string"), text("number"), text("boolean")})}});
    if (!shape.pattern.empty()) put(schema, "pattern", text(shape.pattern));
    return schema;
  }

  Node map_schema(const Shape& shape) {
    Node schema = mapping({{"type", text("object")}});
    if (!shape.pattern.empty()) put(schema, "propertyNames", mapping({{"pattern", text(shape.pattern)}}));
    put(schema, "additionalProperties", value_schema(shape.parts.front()));
    return schema;
  }

  /// In a part null takes a key out.
  Node value_schema(const Shape& shape) {
    auto schema = schema_of(shape);
    if (extent_ == Extent::whole) return schema;
    return mapping({{"anyOf", list({std::move(schema), mapping({{"type", text("null")}})})}});
  }

  Node record_reference(const Shape& record) {
    const auto name = definition_name(record.name) + (extent_ == Extent::part ? "_part" : "");
    if (definitions.find(name) == nullptr) {
      put(definitions, name, mapping({}));
      const auto place = definitions.entries.size() - 1;
      auto schema = record_schema(record);
      definitions.entries[place].value = std::move(schema);
    }
    return reference(name);
  }

  Node properties(const Shape& record) {
    Node all = mapping({});
    for (const auto& field : record.fields) {
      auto schema = value_schema(field.shape);
      put(schema, "description", text(field.meaning));
      put(all, field.key, std::move(schema));
    }
    return all;
  }

  static Node rule_schema(const KeyRule& rule) {
    Node alternatives = list({});
    for (const auto& key : rule.keys) alternatives.items.push_back(mapping({{"required", list({text(key)})}}));
    if (rule.kind == KeyRule::Kind::at_most_one) {
      Node none = list({});
      for (const auto& key : rule.keys) none.items.push_back(mapping({{"required", list({text(key)})}}));
      alternatives.items.push_back(mapping({{"not", mapping({{"anyOf", std::move(none)}})}}));
    }
    return mapping({{"oneOf", std::move(alternatives)}});
  }

  Extent extent_ = Extent::whole;
};

}  // namespace

std::string recipe_schema() {
  SchemaWriter writer;
  const auto& recipe = recipe_shape();
  auto schema = mapping({{"$schema", text("https://json-schema.org/draft/2020-12/schema")}, {"title", text("stackup recipe")}});
  put(writer.definitions, "recipe", writer.record_schema(recipe));
  put(writer.definitions, "part_of_a_recipe", writer.part_schema(recipe));
  put(schema, "type", text("object"));
  put(schema, "required", list({text("schema"), text("name"), text("summary")}));
  put(schema, "if", mapping({{"required", list({text("extends")})}}));
  put(schema, "then", reference("part_of_a_recipe"));
  put(schema, "else", reference("recipe"));
  put(schema, "$defs", std::move(writer.definitions));
  return to_pretty_json(schema);
}

}  // namespace stackup
