#pragma once
// The person at the terminal, if there is one.

#include <string>

namespace stackup {

class Terminal {
 public:
  virtual ~Terminal() = default;
  /// Whether someone can be asked (stdin and stderr are terminals).
  [[nodiscard]] virtual bool can_ask() const = 0;
  /// Asks a yes/no question; no answer means no.
  virtual bool confirm(const std::string& question) = 0;
};

}  // namespace stackup
