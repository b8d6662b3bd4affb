#include "stackup/ports/supervision.h"

namespace stackup {

Task<void> Supervision::settle() { co_return; }

std::string_view to_string(ProcessState state) {
  switch (state) {
    case ProcessState::starting: return "starting";
    case ProcessState::ready: return "ready";
    case ProcessState::backing_off: return "backing off";
    case ProcessState::stopping: return "stopping";
    case ProcessState::stopped: return "stopped";
    case ProcessState::failed: return "failed";
  }
  return "unknown";
}

}  // namespace stackup
