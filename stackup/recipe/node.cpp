#include "stackup/recipe/node.h"

#include <algorithm>
#include <utility>

namespace stackup {

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.key.value == key) return &entry.value;
  return nullptr;
}

SourceSpan span_within(const Node& scalar, std::size_t offset, std::size_t length) {
  auto span = scalar.span;
  const auto before = scalar.scalar.begin() + static_cast<std::ptrdiff_t>(std::min(offset, scalar.scalar.size()));
  const auto dollar = static_cast<std::size_t>(std::count(scalar.scalar.begin(), before, '$'));
  if (offset < scalar.scalar.size() && scalar.scalar[offset] == '$' && dollar < scalar.dollars.size()) {
    span.line = scalar.dollars[dollar].line;
    span.column = scalar.dollars[dollar].column;
  } else if (scalar.text_column > 0) {
    span.column = scalar.text_column + static_cast<int>(offset);
  } else {
    return span;
  }
  span.length = std::max(1, static_cast<int>(length));
  return span;
}

Node merged(Node base, const Node& over) {
  if (!base.is_mapping() || !over.is_mapping()) return over;
  for (const auto& entry : over.entries) {
    const auto same = [&](const Entry& candidate) { return candidate.key.value == entry.key.value; };
    const auto found = std::find_if(base.entries.begin(), base.entries.end(), same);
    if (found == base.entries.end()) {
      base.entries.push_back(entry);  // a null too: there was nothing to delete, which the decoder can then point at
    } else if (entry.value.is_null()) {
      base.entries.erase(found);
    } else {
      found->key = entry.key;
      found->value = merged(std::move(found->value), entry.value);
    }
  }
  base.span = over.span;
  return base;
}

}  // namespace stackup
