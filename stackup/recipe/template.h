#pragma once
// Text with ${variables} in it, split once when the recipe is read.

#include "stackup/base/diagnostics.h"
#include "stackup/base/source.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace stackup {

struct Node;

/// `${need.db.url}` or `${env.X:-default}`.
struct Reference {
  std::string name;                     ///< everything between ${ and } or :-
  std::optional<std::string> fallback;  ///< after :-
  SourceSpan span;                      ///< of the whole ${…}

  bool operator==(const Reference&) const = default;
};

struct Template {
  std::vector<std::variant<std::string, Reference>> parts;
  SourceSpan span;

  /// The text if no variable is in it.
  [[nodiscard]] std::optional<std::string> literal() const;
  /// As it was written.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] std::vector<Reference> references() const;
  bool operator==(const Template&) const = default;
};

/// Text without any variable.
[[nodiscard]] Template literal_template(std::string text, SourceSpan span = {});

/// A part of a scalar: letter i stood at offset origin[i] of it.
struct CutText {
  std::string text;
  std::vector<std::size_t> origin;
};

/// Splits text at its variables: `${name}` and `${name:-fallback}`; `$$` is a dollar sign, and so is a `$` before anything but a letter or `_`.
[[nodiscard]] Template parse_template(const Node& scalar, Diagnostics& diagnostics);
[[nodiscard]] Template parse_template(const CutText& cut, const Node& scalar, Diagnostics& diagnostics);

}  // namespace stackup
