#pragma once
// Mistakes in the order in which a reader meets them.

#include "stackup/base/diagnostics.h"

namespace stackup {

/// Reports what was found: file by file in the order of their first mistake, from top to bottom; nothing twice.
void report_in_order(const Diagnostics& found, Diagnostics& diagnostics);

}  // namespace stackup
