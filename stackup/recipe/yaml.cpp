// The one place that knows yaml-cpp: its events become our tree. The parser stops at its first syntax error; every other mistake is collected.
#include "stackup/base/text.h"
#include "stackup/recipe/node.h"

#include <algorithm>
#include <exception>
#include <map>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace stackup {
namespace {

constexpr std::size_t max_bytes = 1024 * 1024;
constexpr std::size_t max_depth = 100;
constexpr std::size_t max_values = 100'000;
constexpr std::size_t max_expanded_bytes = 4 * max_bytes;  // aliases repeat text
constexpr int syntax_line_limit = 1'000'000;

/// Thrown through yaml-cpp, which has no other way to be stopped, and caught in parse_yaml.
struct LimitReached {
  std::string what;
  SourceSpan span;
};

struct Size {
  std::size_t values = 1;
  std::size_t bytes = 0;
};

Size size_of(const Node& node) {
  Size size{1, node.scalar.size()};
  const auto add = [&](const Node& part) {
    const auto inner = size_of(part);
    size.values += inner.values;
    size.bytes += inner.bytes;
  };
  for (const auto& item : node.items) add(item);
  for (const auto& entry : node.entries) add(entry.value);
  return size;
}

bool is_plain_tag(const std::string& tag) { return tag.empty() || tag == "?"; }

bool is_known_tag(const std::string& tag) {
  static constexpr std::string_view core = "tag:yaml.org,2002:";
  if (is_plain_tag(tag) || tag == "!") return true;
  if (!tag.starts_with(core)) return false;
  static const std::vector<std::string> names = {"str", "int", "float", "bool", "null", "seq", "map"};
  return std::find(names.begin(), names.end(), tag.substr(core.size())) != names.end();
}

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, "", anchor, Node{}); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    Node node;
    node.kind = Node::Kind::scalar;
    node.scalar = value;
    node.quoted = !is_plain_tag(tag);
    leaf(mark, tag, anchor, std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::mapping);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      diagnostics_.report(ErrorCode::yaml_syntax, "an alias stands inside the value that it names", span_at(mark))
          .because("a value can't contain itself")
          .try_("write the value out where the alias stands");
      count({}, span_at(mark));
      return add(Node{});
    }
    count(found->second.size, span_at(mark));
    add(found->second.node);
  }

  [[nodiscard]] Node take() { return std::move(root_); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    std::optional<Located<std::string>> key;  ///< of a mapping: the key whose value comes next
    bool drops_value = false;                 ///< the key was a mistake
    std::map<std::string, SourceSpan> seen;
  };
  struct Anchored {
    Node node;
    Size size;
  };

  SourceSpan span_at(const YAML::Mark& mark) const { return {source_.file, std::max(0, mark.line) + 1, std::max(0, mark.column) + 1, 1}; }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (is_known_tag(tag)) return;
    diagnostics_.report(ErrorCode::bad_value, fmt::format("the tag '{}' has no meaning in a recipe", printable(tag)), span_at(mark))
        .try_("leave the tag out");
  }

  /// Counts values and text against the limits, and stops the parser beyond them.
  void count(const Size& size, const SourceSpan& span) {
    total_.values += size.values;
    total_.bytes += size.bytes;
    if (total_.values > max_values) throw LimitReached{fmt::format("'{}' has more than {} values", source_.file, max_values), span};
    if (total_.bytes > max_expanded_bytes)
      throw LimitReached{fmt::format("the aliases of '{}' repeat more than {} MiB of text", source_.file, max_expanded_bytes / max_bytes), span};
  }

  void leaf(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node node) {
    check_tag(mark, tag);
    node.span = span_at(mark);
    if (node.is_scalar()) locate(node, static_cast<std::size_t>(std::max(0, mark.pos)));
    count(size_of(node), node.span);
    remember(anchor, node);
    add(std::move(node));
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    check_tag(mark, tag);
    Frame frame;
    frame.node.kind = kind;
    frame.node.span = span_at(mark);
    frame.anchor = anchor;
    if (frames_.size() >= max_depth) throw LimitReached{fmt::format("'{}' is nested deeper than {} levels", source_.file, max_depth), frame.node.span};
    count({}, frame.node.span);
    frames_.push_back(std::move(frame));
  }

  void close() {
    auto frame = std::move(frames_.back());
    frames_.pop_back();
    remember(frame.anchor, frame.node);
    add(std::move(frame.node));
  }

  void remember(YAML::anchor_t anchor, const Node& node) {
    if (anchor == 0) return;
    const auto size = size_of(node);
    count(size, node.span);  // the copy counts too, or nested anchors would multiply memory
    anchors_[anchor] = {node, size};
  }

  void add(Node node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key && !frame.drops_value) {
      take_key(frame, node);
    } else {
      if (node.is_null() && frame.key) node.span = frame.key->span;  // yaml-cpp points at whatever comes next
      if (!frame.drops_value) frame.node.entries.push_back({std::move(*frame.key), std::move(node)});
      frame.key.reset();
      frame.drops_value = false;
    }
  }

  void take_key(Frame& frame, const Node& node) {
    frame.drops_value = true;
    if (!node.is_scalar()) {
      diagnostics_.report(ErrorCode::wrong_type, "a key must be text", node.span).try_("give the value a plain name as its key");
    } else if (node.scalar == "<<" && !node.quoted) {
      diagnostics_.report(ErrorCode::merge_key, "'<<' is not supported", node.span)
          .because("YAML parsers disagree about what it means")
          .try_("start from another recipe with `extends: NAME`, or write the keys out");
    } else if (const auto [first, is_new] = frame.seen.try_emplace(node.scalar, node.span); !is_new) {
      diagnostics_.report(ErrorCode::duplicate_key, fmt::format("the key '{}' stands twice in one mapping", printable(node.scalar)), node.span)
          .note("first written here", first->second)
          .try_("remove one of the two, or join their values");
    } else {
      frame.key = Located<std::string>{node.scalar, node.span};
      frame.drops_value = false;
    }
  }

  /// Where the quoted scalar that begins at `at` is closed.
  [[nodiscard]] std::size_t closing_quote(std::size_t at) const {
    const std::string_view text = source_.text;
    const char quote = text[at];
    for (std::size_t i = at + 1; i < text.size(); ++i) {
      if (quote == '"' && text[i] == '\\') ++i;
      else if (quote == '\'' && text.substr(i, 2) == "''") ++i;
      else if (text[i] == quote) return i;
    }
    return std::string_view::npos;
  }

  /// Finds where a scalar's text stands in the source: yaml-cpp tells only where the scalar begins.
  void locate(Node& node, std::size_t at) {
    const std::string_view text = source_.text;
    while (at < text.size() && (text[at] == '&' || text[at] == '!')) {  // an anchor or a tag stands before it
      const auto end = text.find_first_of(" \n", at);
      const auto next = end == std::string_view::npos ? end : text.find_first_not_of(" \t", end);
      if (next == std::string_view::npos || text[next] == '\n') return;
      node.span.column += static_cast<int>(next - at);
      at = next;
    }
    if (at >= text.size()) return;
    const bool in_quotes = text[at] == '"' || text[at] == '\'';
    const std::size_t content = in_quotes ? at + 1 : at;
    const auto rest_of_line = std::min(text.find_first_of("\r\n", at), text.size()) - at;
    if (text.compare(content, node.scalar.size(), node.scalar) == 0 && node.scalar.find('\n') == std::string::npos) {
      node.text_column = node.span.column + (in_quotes ? 1 : 0);
      node.span.length = std::max(1, static_cast<int>(node.scalar.size()) + (in_quotes ? 2 : 0));
    } else if (text[at] != '|' && text[at] != '>') {
      const auto end = in_quotes ? closing_quote(at) : std::string_view::npos;
      node.span.length = static_cast<int>(std::max<std::size_t>(1, std::min(rest_of_line, end == std::string_view::npos ? end : end + 1 - at)));
      if (in_quotes && end == std::string_view::npos) report_open_quote(node);
    }
    find_dollars(node, at);
  }

  /// yaml-cpp lets a quote that is open at the end of the file pass.
  void report_open_quote(const Node& node) {
    auto span = node.span;
    span.length = 1;
    diagnostics_.report(ErrorCode::yaml_syntax, fmt::format("'{}' is not valid YAML", source_.file), span)
        .because("the quote that begins here is never closed")
        .try_("add the closing quote");
  }

  void find_dollars(Node& node, std::size_t at) const {
    auto left = std::count(node.scalar.begin(), node.scalar.end(), '$');
    Position position{node.span.line, node.span.column};
    for (; left > 0 && at < source_.text.size(); ++at) {
      if (source_.text[at] == '\n') {
        position = {position.line + 1, 1};
        continue;
      }
      if (source_.text[at] == '$') {
        node.dollars.push_back(position);
        --left;
      }
      ++position.column;
    }
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  Size total_{0, 0};
  Node root_;
};

/// Only tells where a second document begins.
class SecondDocument : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { throw mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

Node read_document(const SourceText& source, Diagnostics& diagnostics) {
  std::istringstream stream(source.text);
  YAML::Parser parser(stream);
  TreeBuilder builder(source, diagnostics);
  if (!parser.HandleNextDocument(builder)) {
    Node nothing;
    nothing.span = {source.file, 1, 1, 1};
    return nothing;
  }
  try {
    SecondDocument second;
    parser.HandleNextDocument(second);
  } catch (const YAML::Mark& mark) {
    diagnostics
        .report(ErrorCode::yaml_syntax, fmt::format("'{}' holds more than one document", source.file),
                {source.file, std::max(0, mark.line) + 1, std::max(0, mark.column) + 1, 3})
        .because("a file holds one recipe")
        .try_("put each recipe into a file of its own");
  }
  return builder.take();
}

void report_syntax(const SourceText& source, const YAML::Exception& exception, Diagnostics& diagnostics) {
  const auto& mark = exception.mark;
  SourceSpan span{source.file, 0, 0, 1};
  if (!mark.is_null() && mark.line < syntax_line_limit) span = {source.file, std::max(0, mark.line) + 1, std::max(0, mark.column) + 1, 1};
  auto& error = diagnostics.report(ErrorCode::yaml_syntax, fmt::format("'{}' is not valid YAML", source.file), span).because(printable(exception.msg));
  Sources sources;
  sources.add(source);
  const auto line = sources.line_of(span);
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos)
    error.try_("indent with spaces: YAML does not allow tabs there");
  else if (line.find("${") != std::string_view::npos)
    error.try_("inside { } and [ ] put texts with ${…} in quotes, because YAML reads the braces as its own");
  else
    error.try_("look at this place and the lines just before it: a missing quote, bracket or space after ':' is the usual cause");
}

}  // namespace

std::optional<Node> parse_yaml(const SourceText& source, Diagnostics& diagnostics) {
  static constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const auto mistakes = diagnostics.size();
  SourceText text = source;
  if (text.text.starts_with(byte_order_mark)) text.text.erase(0, byte_order_mark.size());
  if (text.text.size() > max_bytes) {
    diagnostics.report(ErrorCode::limit_exceeded, fmt::format("'{}' is larger than 1 MiB", source.file), {source.file, 0, 0, 1})
        .because(fmt::format("it has {} bytes", text.text.size()))
        .try_("split it into several recipes, and keep data in files of the repository");
    return std::nullopt;
  }
  try {
    auto node = read_document(text, diagnostics);
    if (diagnostics.size() == mistakes) return node;
  } catch (const LimitReached& limit) {
    diagnostics.report(ErrorCode::limit_exceeded, limit.what, limit.span).try_("split the recipe, or write repeated values once");
  } catch (const YAML::Exception& exception) {
    report_syntax(text, exception, diagnostics);
  } catch (const std::exception& exception) {
    diagnostics.report(ErrorCode::yaml_syntax, fmt::format("'{}' could not be read as YAML", source.file), {source.file, 0, 0, 1}).because(exception.what());
  }
  return std::nullopt;
}

}  // namespace stackup
