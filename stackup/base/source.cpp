#include "stackup/base/source.h"

#include <fmt/format.h>

namespace stackup {

std::string to_string(const SourceSpan& span) {
  if (!span.is_known()) return span.file;
  return fmt::format("{}:{}:{}", span.file, span.line, span.column);
}

std::string_view Sources::line_of(const SourceSpan& span) const {
  const auto found = texts_.find(span.file);
  if (found == texts_.end() || !span.is_known()) return {};
  std::string_view rest = found->second;
  for (int line = 1; line < span.line; ++line) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  return rest.substr(0, rest.find_first_of("\r\n"));
}

}  // namespace stackup
