#include "stackup/recipe/node_writer.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace stackup {
namespace {

bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with("-") ? 1 : 0;
  const auto digits = [&] {
    const auto start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - start;
  };
  const auto start = at;
  const auto whole = digits();
  if (whole == 0 || (whole > 1 && text[start] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::string json_scalar(const Node& node) {
  const bool stands_for_itself = !node.quoted && (node.scalar == "true" || node.scalar == "false" || is_json_number(node.scalar));
  return stands_for_itself ? node.scalar : json_quoted(node.scalar);
}

/// `indent` < 0: all on one line.
void write_json(const Node& node, int indent, std::string& out) {
  const bool pretty = indent >= 0;
  const auto line = [&](int depth) { return pretty ? "\n" + std::string(static_cast<std::size_t>(depth) * 2, ' ') : std::string(); };
  if (node.is_null()) out += "null";
  if (node.is_scalar()) out += json_scalar(node);
  if (!node.is_list() && !node.is_mapping()) return;
  out += node.is_list() ? '[' : '{';
  const auto deeper = pretty ? indent + 1 : indent;
  const char* separator = "";
  for (const auto& item : node.items) {
    out += separator + line(deeper);
    write_json(item, deeper, out);
    separator = ",";
  }
  for (const auto& [key, value] : node.entries) {
    out += separator + line(deeper) + json_quoted(key.value) + (pretty ? ": " : ":");
    write_json(value, deeper, out);
    separator = ",";
  }
  if (!node.items.empty() || !node.entries.empty()) out += line(indent);
  out += node.is_list() ? ']' : '}';
}

/// Whatever a YAML reader might take for a number: rather too much than too little.
bool reads_as_number(std::string_view lower) {
  if (lower == ".inf" || lower == ".nan" || lower == "-.inf" || lower == "+.inf") return true;
  const auto first = lower.find_first_not_of("+-.");
  return first != std::string_view::npos && first <= 2 && lower[first] >= '0' && lower[first] <= '9';
}

bool needs_quotes(const Node& node) {
  const auto& text = node.scalar;
  static const std::vector<std::string> words = {"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool reads_as_other = std::find(words.begin(), words.end(), lower) != words.end() || reads_as_number(lower);
  if (node.quoted && reads_as_other) return true;
  if (text.empty()) return true;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@` ").find(text[0]) != std::string_view::npos && !is_json_number(text)) return true;
  if (text.back() == ' ' || text.back() == ':') return true;
  if (text.find(": ") != std::string::npos || text.find(" #") != std::string::npos) return true;
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void write_yaml(const Node& node, std::size_t indent, std::string& out);

void write_value(const Node& node, std::size_t indent, std::string& out) {
  if (node.is_list() || node.is_mapping()) {
    if (node.items.empty() && node.entries.empty()) {
      out += node.is_list() ? " []\n" : " {}\n";
    } else {
      out += "\n";
      write_yaml(node, indent, out);
    }
  } else {
    out += " " + yaml_scalar(node) + "\n";
  }
}

void write_yaml(const Node& node, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  for (const auto& item : node.items) {
    out += margin + "-";
    write_value(item, indent + 2, out);
  }
  for (const auto& [key, value] : node.entries) {
    Node word;
    word.kind = Node::Kind::scalar;
    word.scalar = key.value;
    word.quoted = true;
    out += margin + yaml_scalar(word) + ":";
    write_value(value, indent + 2, out);
  }
}

}  // namespace

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) out += fmt::format("\\u{:04x}", static_cast<int>(c));
        else out += c;
    }
  }
  return out + "\"";
}

std::string to_json(const Node& node) {
  std::string out;
  write_json(node, -1, out);
  return out;
}

std::string to_pretty_json(const Node& node) {
  std::string out;
  write_json(node, 0, out);
  return out + "\n";
}

std::string yaml_scalar(const Node& scalar) {
  if (scalar.is_null()) return "null";
  return needs_quotes(scalar) ? json_quoted(scalar.scalar) : scalar.scalar;
}

std::string to_yaml(const Node& node) {
  std::string out;
  if (node.is_mapping() || node.is_list()) write_yaml(node, 0, out);
  else out = yaml_scalar(node) + "\n";
  return out;
}

}  // namespace stackup
