#include "stackup/recipe/show.h"

#include "stackup/base/text.h"
#include "stackup/recipe/node_writer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::size_t widest_aligned_line = 80;  // longer values get their comment right behind them

struct Line {
  std::string text;
  std::string origin;  ///< empty for the head of a section
};

std::string origin_of(const SourceSpan& span) { return span.is_known() ? fmt::format("{}:{}", span.file, span.line) : span.file; }

bool is_empty(const Node& node) { return node.items.empty() && node.entries.empty(); }

Node text_node(std::string text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = std::move(text);
  node.quoted = true;
  return node;
}

void add_lines(const Node& node, std::size_t indent, std::vector<Line>& lines);

void add_value(std::string head, const Node& value, std::size_t indent, std::vector<Line>& lines) {
  if (value.is_scalar() || value.is_null()) return lines.push_back({head + " " + yaml_scalar(value), origin_of(value.span)});
  if (is_empty(value)) return lines.push_back({head + (value.is_list() ? " []" : " {}"), origin_of(value.span)});
  lines.push_back({std::move(head), ""});
  add_lines(value, indent + 2, lines);
}

void add_lines(const Node& node, std::size_t indent, std::vector<Line>& lines) {
  const std::string margin(indent, ' ');
  for (const auto& item : node.items) add_value(margin + "-", item, indent, lines);
  for (const auto& [key, value] : node.entries) add_value(margin + yaml_scalar(text_node(key.value)) + ":", value, indent, lines);
}

Node mapping(std::vector<std::pair<std::string, Node>> entries) {
  Node node;
  node.kind = Node::Kind::mapping;
  for (auto& [key, value] : entries) node.entries.push_back({{key, {}}, std::move(value)});
  return node;
}

Node with_origins(const Node& node) {
  Node result;
  result.kind = node.kind;
  for (const auto& item : node.items) result.items.push_back(with_origins(item));
  for (const auto& [key, value] : node.entries) result.entries.push_back({key, with_origins(value)});
  if (!is_empty(node)) return result;
  auto value = node;
  auto line = text_node(std::to_string(node.span.line));
  line.quoted = false;
  return mapping({{"value", std::move(value)}, {"file", text_node(node.span.file)}, {"line", std::move(line)}});
}

}  // namespace

std::string show_document(const Node& document) {
  std::vector<Line> lines;
  add_lines(document, 0, lines);
  std::size_t width = 0;
  for (const auto& line : lines)
    if (!line.origin.empty() && line.text.size() <= widest_aligned_line) width = std::max(width, line.text.size());
  std::string out;
  for (const auto& line : lines) out += line.origin.empty() ? line.text + "\n" : fmt::format("{:<{}}  # {}\n", line.text, width, line.origin);
  return out;
}

std::string show_document_json(const Node& document) { return to_pretty_json(with_origins(document)); }

}  // namespace stackup
