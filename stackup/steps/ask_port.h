#pragma once
// One try of a TcpProbe: readiness and smoke checks ask alike.

#include "stackup/base/result.h"
#include "stackup/ports/network.h"
#include "stackup/ports/process_spec.h"

namespace stackup {

/// Connects, and where the probe says something or expects an answer, looks at that. The Error's `why` says what is wrong.
Task<Result<void>> ask_port(TcpProbe probe, Network& network, Duration timeout);

}  // namespace stackup
