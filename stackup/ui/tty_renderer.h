#pragma once
// A run on a terminal: running steps move in a region at the bottom, finished ones stay above it. Draws at most ten times a second and only
// what changed.

#include "stackup/event/run_state.h"
#include "stackup/ui/message.h"
#include "stackup/ui/renderer.h"
#include "stackup/ui/screen.h"

#include <string>
#include <vector>

namespace stackup {

class TtyRenderer final : public Renderer {
 public:
  TtyRenderer(Writer write, WallNow now, Screen screen);
  ~TtyRenderer() override;
  TtyRenderer(const TtyRenderer&) = delete;
  TtyRenderer& operator=(const TtyRenderer&) = delete;

  Result<void> emit(const Event& event) override;
  void tick(WallTime now) override;
  /// Takes the moving region away and shows the cursor again.
  void close() override;
  void resize(Size size) override;

 private:
  void draw(WallTime now);
  /// While a program asks on the terminal, nothing is drawn over its question.
  void note_who_asks(const Event& event);
  /// Puts `lines` where the region was; what has to stay goes above them.
  void replace_region(const std::vector<std::string>& lines);
  [[nodiscard]] int rows_shown() const;

  Writer write_;
  WallNow now_;
  Screen screen_;
  RunState state_;
  std::vector<std::string> lasting_;  ///< waits for the next drawing
  std::vector<std::string> shown_;    ///< the region on the screen; the cursor stands at the start of the line below it
  WallTime drawn_{};
  StepId asking_;                     ///< the step that talks to the person; empty: none
  enum class Cursor { shown, hidden } cursor_ = Cursor::shown;
};

}  // namespace stackup
