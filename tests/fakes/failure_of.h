#pragma once
// Results without a value as values that can be compared.

#include "stackup/base/result.h"

#include <optional>

namespace stackup::testing {

/// Nothing for a success.
template <class T>
std::optional<Error> failure_of(const Result<T>& result) { return result ? std::nullopt : std::optional(result.error()); }

/// Of what FakeClock::finish returns.
inline std::optional<Error> failure_of(const std::optional<Result<void>>& result) {
  return result ? failure_of(*result) : std::optional(Error(ErrorCode::bug, "it still waits"));
}

}  // namespace stackup::testing
