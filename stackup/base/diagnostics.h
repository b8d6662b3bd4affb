#pragma once
// Collects every mistake of one run, so that people see all of them at once.

#include "stackup/base/error.h"

#include <utility>
#include <vector>

namespace stackup {

class Diagnostics {
 public:
  /// Takes an error; the returned reference may be given more detail until the next call.
  Error& report(Error error) { return errors_.emplace_back(std::move(error)); }
  Error& report(ErrorCode code, std::string what, SourceSpan span = {}) { return report(Error(code, std::move(what)).at(std::move(span))); }

  [[nodiscard]] bool empty() const { return errors_.empty(); }
  [[nodiscard]] std::size_t size() const { return errors_.size(); }
  [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }

 private:
  std::vector<Error> errors_;
};

}  // namespace stackup
