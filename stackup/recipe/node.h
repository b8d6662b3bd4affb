#pragma once
// A YAML document as a plain tree in which each value knows the file and line it comes from. Merging (extends, overrides, --set) happens here, before
// the typed recipe is decoded, so that `stackup show` and every later error can point at the origin of each value.

#include "stackup/base/diagnostics.h"
#include "stackup/base/source.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

struct Entry;

/// A position in a text; both count from 1, in bytes.
struct Position {
  int line = 0;
  int column = 0;

  bool operator==(const Position&) const = default;
};

struct Node {
  enum class Kind { null, scalar, list, mapping };
  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;  ///< a quoted scalar is always text
  std::vector<Node> items;
  std::vector<Entry> entries;
  SourceSpan span;
  int text_column = 0;            ///< of the scalar's first letter, if its text stands in one line letter for letter; else 0
  std::vector<Position> dollars;  ///< of each `$` of the scalar, so that a variable can be pointed at however the scalar is written

  [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Entry {
  Located<std::string> key;
  Node value;
};

/// Where `length` letters at `offset` of a scalar were written; the whole scalar where that is not known.
[[nodiscard]] SourceSpan span_within(const Node& scalar, std::size_t offset, std::size_t length);

/// Reads one YAML document; reports every mistake in it (syntax, duplicate keys, merge keys, limits). Nothing if there was any.
[[nodiscard]] std::optional<Node> parse_yaml(const SourceText& source, Diagnostics& diagnostics);

/// `over` laid on `base`: mappings merge key by key, everything else is replaced; null deletes.
[[nodiscard]] Node merged(Node base, const Node& over);

}  // namespace stackup
