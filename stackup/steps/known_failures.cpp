#include "stackup/steps/known_failures.h"

#include "stackup/base/regular_expression.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

bool speaks_of(const Error& error, const KnownFailure& known) {
  const RegularExpression pattern(known.pattern);
  const auto& tail = error.log_tail();
  return pattern.is_found_in(error.why()) || std::any_of(tail.begin(), tail.end(), [&](const std::string& line) { return pattern.is_found_in(line); });
}

}  // namespace

Error explained(const Error& error, const std::vector<KnownFailure>& known) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const KnownFailure& one) { return speaks_of(error, one); });
  if (found == known.end()) return error;
  Error plain = error;
  plain.because(error.why().empty() ? found->why : fmt::format("{} ({})", found->why, error.why()));
  if (!found->advice.empty()) plain.try_(found->advice);
  return plain;
}

}  // namespace stackup
