#pragma once
// A value, or the Error that explains why there is none.

#include "stackup/base/error.h"

#include <utility>

#include <tl/expected.hpp>

namespace stackup {

template <class T>
using Result = tl::expected<T, Error>;

/// Passes an error on: `if (!commit) return fail(commit);`
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
template <class T>
[[nodiscard]] tl::unexpected<Error> fail(const Result<T>& failed) {
  return tl::unexpected<Error>(failed.error());
}

}  // namespace stackup
