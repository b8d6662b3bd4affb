#pragma once
// Virtual time over an event loop. Declare it first in a fixture: everything that waits on its loop must be gone before it.

#include "stackup/ports/clock.h"

#include <functional>
#include <map>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace stackup::testing {

class FakeClock : public Clock {
 public:
  /// Runs the loop; when nothing is ready, jumps to the next deadline. Returns once there is none.
  void run();
  /// As run, but not beyond now + `duration`, where time then stands.
  void run_for(Duration duration);
  /// Has `action` called by run after `delay`.
  void after(Duration delay, std::function<void()> action) { deadlines_.emplace(now_ + delay, std::move(action)); }

  /// Starts a coroutine; what escapes it is thrown by run.
  void start(Task<void> task);
  /// Starts a coroutine, runs, and returns its result; nothing if it still waits for something.
  template <class T>
  std::optional<T> finish(Task<T> task) {
    std::optional<T> result;
    start(keep_result(std::move(task), result));
    run();
    return result;
  }

  /// The same, but no longer than this; what else waits goes on waiting.
  template <class T>
  std::optional<T> finish_within(Duration duration, Task<T> task) {
    std::optional<T> result;
    start(keep_result(std::move(task), result));
    run_for(duration);
    return result;
  }

  [[nodiscard]] boost::asio::io_context& loop() { return loop_; }
  [[nodiscard]] Duration elapsed() const { return now_.time_since_epoch(); }

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] WallTime wall_now() const override { return WallTime(std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch())); }
  Task<void> sleep_for(Duration duration) override;
  /// Ends by cancellation only.
  Task<void> sleep_for_ever();

 private:
  template <class T>
  static Task<void> keep_result(Task<T> task, std::optional<T>& result) {
    auto value = co_await std::move(task);
    result.emplace(std::move(value));
  }
  void run_until(Instant last);

  std::multimap<Instant, std::function<void()>> deadlines_;
  Instant now_{};
  boost::asio::io_context loop_;  // last: its destructor ends the coroutines, which take their deadlines back
};

}  // namespace stackup::testing
