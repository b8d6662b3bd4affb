#pragma once
// Text with ${variables} in it, split once when the recipe is read.

#include "stackup/base/source.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace stackup {

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

}  // namespace stackup
