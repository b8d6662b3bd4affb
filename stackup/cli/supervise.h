#pragma once
// The hidden command that the supervisor is.

#include "stackup/cli/verb.h"

namespace stackup {

[[nodiscard]] Verb supervise_verb();

}  // namespace stackup
