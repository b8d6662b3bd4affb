#pragma once
// Shows a run while it goes on. Renderers write to the Writer they are given and ask the given clock; they read neither the environment nor
// the terminal.

#include "stackup/event/event.h"
#include "stackup/ui/screen.h"

#include <functional>

namespace stackup {

using WallNow = std::function<WallTime()>;

class Renderer : public EventSink {
 public:
  /// To be called a few times a second (ten is enough) while the run goes on, so that what takes long is seen to be alive.
  virtual void tick(WallTime now) = 0;
  /// Leaves the terminal as a person expects to find it. To be called when the run ends or is interrupted; harmless twice.
  virtual void close() = 0;
  /// The terminal's window has another size now (SIGWINCH). Only what moves has to know.
  virtual void resize(Size) {}
};

}  // namespace stackup
