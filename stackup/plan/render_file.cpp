// Files of a recipe, written in their formats.
#include "stackup/plan/scope.h"
#include "stackup/recipe/node_writer.h"

namespace stackup {
namespace {

/// What an expansion of a whole tree drew on; its text is unused until the tree is written.
class TreeExpander {
 public:
  explicit TreeExpander(const Scope& scope) : scope_(scope) {}

  Node expand(Node node) {
    if (node.is_scalar()) {
      Diagnostics checked_when_decoded;
      const auto value = scope_.expand(parse_template(node, checked_when_decoded));
      node.scalar = value.text;
      node.quoted = node.quoted || value.has_secret;  // a secret of digits alone stays text
      drawn_ += value;
    }
    for (auto& item : node.items) item = expand(std::move(item));
    for (auto& entry : node.entries) entry.value = expand(std::move(entry.value));
    return node;
  }

  [[nodiscard]] Expanded with_text(std::string text) && {
    drawn_.text = std::move(text);
    return std::move(drawn_);
  }

 private:
  const Scope& scope_;
  Expanded drawn_;
};

/// Lines after the first are indented, which ini readers take as its continuation.
std::string ini_value(const std::string& value) {
  std::string text;
  for (const char c : value) text += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return text;
}

void write_ini_entry(const Entry& entry, std::string& out) {
  if (!entry.value.is_list()) {
    out += entry.key.value + " = " + ini_value(entry.value.scalar) + "\n";
    return;
  }
  for (const auto& item : entry.value.items) out += entry.key.value + " = " + ini_value(item.scalar) + "\n";
}

std::string to_ini(const Node& content) {
  std::string out;
  for (const auto& entry : content.entries)
    if (!entry.value.is_mapping()) write_ini_entry(entry, out);
  for (const auto& section : content.entries) {
    if (!section.value.is_mapping()) continue;
    out += (out.empty() ? "[" : "\n[") + section.key.value + "]\n";
    for (const auto& entry : section.value.entries) write_ini_entry(entry, out);
  }
  return out;
}

}  // namespace

Expanded render_file(const FileSpec& file, const Scope& scope) {
  if (file.format == FileSpec::Format::text) return scope.expand(file.text);
  TreeExpander expander(scope);
  const auto tree = expander.expand(file.content);
  if (file.format == FileSpec::Format::ini) return std::move(expander).with_text(to_ini(tree));
  return std::move(expander).with_text(file.format == FileSpec::Format::yaml ? to_yaml(tree) : to_pretty_json(tree));
}

}  // namespace stackup
